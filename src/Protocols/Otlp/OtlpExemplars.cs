using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>
/// The exemplars of one data point. Trace and span become labels; the other attributes too, under the names that they have, as long as all together stay within 128 characters. Reusable,
/// not thread-safe.
/// </summary>
internal sealed class OtlpExemplars
{
    private const int MaxRunes = 128;

    // More than any SDK keeps for a point; keeps a small body from becoming a large table.
    private const int MaxExemplars = 1 << 12;

    private readonly TextArena _texts = new();
    private readonly TextArena _canonical = new();
    private readonly LabelAssembly _labels;
    private readonly List<(long Time, double Value, TextRange Labels)> _exemplars = [];

    public OtlpExemplars() => _labels = new LabelAssembly(_texts);

    /// <summary>Begins a data point.</summary>
    public void Clear()
    {
        _exemplars.Clear();
        _canonical.Truncate(0);
    }

    /// <summary>Reads an Exemplar message.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        ulong time = 0;
        double value = 0;
        ReadOnlySpan<byte> trace = default, span = default;
        int runes = 0;
        _texts.Truncate(0);
        _labels.Clear();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 2 << 3 | 1:
                    time = reader.ReadFixed64();
                    break;
                case 3 << 3 | 1:
                    value = reader.ReadDouble();
                    break;
                case 4 << 3 | 2:
                    span = reader.ReadBytes();
                    break;
                case 5 << 3 | 2:
                    trace = reader.ReadBytes();
                    break;
                case 6 << 3 | 1:
                    value = (long)reader.ReadFixed64();
                    break;
                case 7 << 3 | 2:
                    AddAttribute(reader.ReadBytes(), ref runes);
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        if (_exemplars.Count == MaxExemplars)
        {
            throw new MalformedMessageException($"a data point has more than {MaxExemplars} exemplars");
        }

        runes += RunesOfId("trace_id"u8, trace) + RunesOfId("span_id"u8, span);
        if (runes > MaxRunes)
        {
            _labels.Clear();
        }

        AddId("trace_id"u8, trace);
        AddId("span_id"u8, span);
        _labels.Settle();
        _exemplars.Add(((long)(time / 1_000_000), value, _labels.WriteTo(_canonical)));
    }

    /// <summary>Adds those with values in (lower, upper] to the current series.</summary>
    public void AddTo(SlotBatches batches, MetricsBatchWriter series, ExtrasEncoder extras, double lower, double upper)
    {
        foreach ((long time, double value, TextRange labels) in _exemplars)
        {
            if ((value > lower && value <= upper) || (double.IsNaN(value) && double.IsPositiveInfinity(upper)))
            {
                extras.AddExemplar(batches, series, time, value, null, new LabelSet(_canonical.Buffer, labels.Start, labels.Length));
            }
        }
    }

    private static int RunesOfId(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id) => IsUnset(id) ? 0 : name.Length + (2 * id.Length);

    private static bool IsUnset(ReadOnlySpan<byte> id) => !id.ContainsAnyExcept((byte)0);

    private void AddId(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id)
    {
        if (!IsUnset(id))
        {
            int start = _texts.Length;
            Convert.TryToHexStringLower(id, _texts.GetSpan(2 * id.Length), out int length);
            _texts.Advance(length);
            _labels.Add(new OtlpLabel(_texts.Add(name), _texts.Since(start) with { Length = length }, default, LabelOrigin.Series));
        }
    }

    private void AddAttribute(ReadOnlySpan<byte> keyValue, ref int runes)
    {
        TextRange key = _texts.Add(OtlpAttributes.Split(keyValue, out ReadOnlySpan<byte> value));
        int start = _texts.Length;
        OtlpAttributes.WriteText(value, _texts);
        TextRange text = _texts.Since(start);
        runes += ExtrasEncoder.RunesOf(_texts[key]) + ExtrasEncoder.RunesOf(_texts[text]);
        if (key.Length > 0)
        {
            _labels.Add(new OtlpLabel(key, text, key, LabelOrigin.Attribute));
        }
    }
}
