using System.Text.Unicode;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Ingest;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Checks labels of a series that the shard does not know yet: canonical bytes, valid UTF-8, a metric name, sizes. Trusts nothing.</summary>
internal static class LabelRules
{
    /// <summary>What is wrong; null when nothing is.</summary>
    public static (RejectReason Reason, string Message)? Check(ReadOnlySpan<byte> labels, LabelLimits limits)
    {
        ReadOnlySpan<byte> previous = default;
        bool hasMetricName = false;
        int count = 0, maxCount = Limit(limits.LabelsPerSeries, SeriesTable.MaxLabels);
        while (!labels.IsEmpty)
        {
            if (!TryRead(ref labels, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
            {
                return (RejectReason.InvalidLabels, "invalid labels: bytes are not canonical");
            }

            if (name.IsEmpty || value.IsEmpty || !Utf8.IsValid(name) || !Utf8.IsValid(value))
            {
                return (RejectReason.InvalidLabels, "invalid metric name or labels: names and values must be valid UTF-8 and not empty");
            }

            if (count++ > 0 && previous.SequenceCompareTo(name) >= 0)
            {
                return (RejectReason.InvalidLabels, $"invalid labels: label name \"{Text(name)}\" is not unique or out of order");
            }

            if (name.Length > Limit(limits.NameLength, int.MaxValue) || value.Length > Limit(limits.ValueLength, int.MaxValue)
                || name.Length + value.Length > LabelPairs.MaxLabelSize - 16)
            {
                return (RejectReason.LabelLimit, $"label name or value too long: \"{Text(name)}\" has {name.Length} and {value.Length} bytes");
            }

            hasMetricName |= name.SequenceEqual("__name__"u8);
            previous = name;
        }

        return count > maxCount ? (RejectReason.LabelLimit, $"too many labels: {count}, limit {maxCount}")
            : !hasMetricName ? (RejectReason.InvalidLabels, "invalid metric name or labels: the metric name is missing")
            : null;
    }

    /// <summary>Are these canonical bytes of labels, of whatever names? None at all are, too.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> labels)
    {
        ReadOnlySpan<byte> previous = default;
        while (!labels.IsEmpty)
        {
            if (!TryRead(ref labels, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) || previous.SequenceCompareTo(name) >= 0
                || !Utf8.IsValid(name) || !Utf8.IsValid(value))
            {
                return false;
            }

            previous = name;
        }

        return true;
    }

    private static int Limit(int configured, int hard) => configured > 0 ? Math.Min(configured, hard) : hard;

    private static string Text(ReadOnlySpan<byte> name) => System.Text.Encoding.UTF8.GetString(name.Length > 100 ? name[..100] : name);

    private static bool TryRead(scoped ref ReadOnlySpan<byte> labels, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        if (!TryReadPart(ref labels, 0x0A, out ReadOnlySpan<byte> label))
        {
            return false;
        }

        return TryReadPart(ref label, 0x0A, out name) && TryReadPart(ref label, 0x12, out value) && label.IsEmpty;
    }

    private static bool TryReadPart(scoped ref ReadOnlySpan<byte> bytes, byte tag, out ReadOnlySpan<byte> part)
    {
        part = default;
        int at = 1;
        if (bytes.IsEmpty || bytes[0] != tag || !Varint.TryRead(bytes, ref at, out ulong length) || length > (ulong)(bytes.Length - at)
            || (at > 2 && bytes[at - 1] == 0))
        {
            return false;
        }

        part = bytes.Slice(at, (int)length);
        bytes = bytes[(at + (int)length)..];
        return true;
    }
}
