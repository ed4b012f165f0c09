using System.IO.Hashing;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Metadata;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>
/// Applies replayed log records to a shard's content. Series numbers in records are those of the owner who wrote them and mean what its latest definition says. Samples that the content
/// has already are left alone, so replaying a record twice changes nothing.
/// </summary>
internal sealed class RecordApplier(ShardContent content)
{
    // Limits may have changed since the record was written.
    private static readonly LabelLimits NoLimits = new(0, 0, 0);

    private readonly Dictionary<uint, uint> _series = [];

    /// <summary>Applies one record.</summary>
    /// <exception cref="InvalidDataException">The record is not one that a shard writes.</exception>
    public void Apply(ReadOnlySpan<byte> payload)
    {
        var record = new ShardRecordReader(payload);
        while (record.Read())
        {
            switch (record.Kind)
            {
                case ShardRecordForm.Definition:
                    _series[record.Series] = Intern(record.Bytes);
                    break;
                case ShardRecordForm.Exemplar:
                    Insist(LabelRules.IsCanonical(record.Bytes) && LabelRules.IsCanonical(record.MoreBytes), "an exemplar without proper labels");
                    content.Exemplars.Add(record.Bytes, record.Time, BitConverter.Int64BitsToDouble(record.Bits), record.MoreBytes);
                    break;
                case ShardRecordForm.Metadata:
                    Insist(MetadataTable.IsValid(record.MoreBytes), "metadata that is none");
                    content.Metadata.Set(record.Bytes, record.MoreBytes);
                    break;
                case ShardRecordForm.Histogram:
                    content.Head.Append(Known(record.Series), record.Time, HistogramOf(record.Bytes), record.Start);
                    break;
                case ShardRecordForm.LateDelta:
                    content.Head.InsertLate(
                        Known(record.Series), record.Time,
                        new SeriesTotal(BitConverter.Int64BitsToDouble(record.Bits), null, record.Start), new SeriesTotal(BitConverter.Int64BitsToDouble(record.DeltaBits), null, 0));
                    break;
                case ShardRecordForm.LateHistogramDelta:
                    content.Head.InsertLate(
                        Known(record.Series), record.Time,
                        new SeriesTotal(double.NaN, HistogramOf(record.Bytes), record.Start), new SeriesTotal(double.NaN, HistogramOf(record.MoreBytes), 0));
                    break;
                default:
                    content.Head.Append(Known(record.Series), record.Time, record.Bits, record.Start);
                    break;
            }
        }
    }

    // Deltas are added to what is stored, so that must be sound.
    private static NativeHistogram HistogramOf(ReadOnlySpan<byte> bytes)
    {
        NativeHistogram histogram = NativeHistogram.Read(bytes);
        return histogram.Validate(out string? fault) ? histogram : throw new InvalidDataException($"log record with a histogram that is none: {fault}");
    }

    private static void Insist(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException($"log record with {otherwise}");
        }
    }

    private uint Known(uint number) =>
        _series.TryGetValue(number, out uint series) ? series : throw new InvalidDataException($"log record with a sample of the undefined series {number}");

    private uint Intern(ReadOnlySpan<byte> labels)
    {
        UInt128 hash = XxHash128.HashToUInt128(labels);
        ulong low = (ulong)hash, high = (ulong)(hash >> 64);
        return content.Head.Table.TryFind(low, high, uint.MaxValue, out uint series) ? series
            : LabelRules.Check(labels, NoLimits) is { } fault ? throw new InvalidDataException($"log record with {fault.Message}")
            : content.Head.Table.Add(low, high, labels);
    }
}
