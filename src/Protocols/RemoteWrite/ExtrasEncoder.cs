using System.Buffers;
using System.IO.Hashing;
using System.Text.Unicode;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>Turns histograms, exemplars and metadata into a batch's extras, refusing those that break their rules. Reusable, not thread-safe.</summary>
internal sealed class ExtrasEncoder
{
    /// <summary>OpenMetrics allows so many characters in an exemplar's label names and values together.</summary>
    private const int MaxExemplarRunes = 128;

    private readonly ArrayBufferWriter<byte> _extra = new(512);

    /// <summary>Adds a Histogram message to the writer's current series, or refuses it.</summary>
    public void AddHistogram(SlotBatches batches, MetricsBatchWriter writer, ReadOnlySpan<byte> message)
    {
        if (AddHistogram(batches, writer, HistogramFields.Decode(message)) is { } fault)
        {
            batches.Reject(RejectReason.InvalidHistogram, 1, fault);
        }
    }

    /// <summary>Adds a histogram, or with another kind what one grew by, to the writer's current series; null, or what is wrong with it.</summary>
    public string? AddHistogram(SlotBatches batches, MetricsBatchWriter writer, in HistogramFields fields, byte kind = MetricsExtras.HistogramKind)
    {
        NativeHistogram histogram = fields.Histogram.ReduceToSupportedSchema();
        if (!histogram.Validate(out string? fault))
        {
            return fault;
        }

        _extra.ResetWrittenCount();
        MetricsExtras.WriteHistogram(_extra, kind, fields.Timestamp, fields.StartTimestamp, histogram);
        writer.AddExtra(_extra.WrittenSpan);
        batches.Histograms++;
        return null;
    }

    /// <summary>Adds what a float grew by to the writer's current series.</summary>
    public void AddDelta(SlotBatches batches, MetricsBatchWriter writer, long timestamp, long startTimestamp, double delta)
    {
        _extra.ResetWrittenCount();
        MetricsExtras.WriteDelta(_extra, timestamp, startTimestamp, delta);
        writer.AddExtra(_extra.WrittenSpan);
        batches.Samples++;
    }

    /// <summary>Adds an exemplar to the writer's current series, or refuses it for its labels' fault.</summary>
    public void AddExemplar(SlotBatches batches, MetricsBatchWriter writer, long timestamp, double value, string? fault, LabelSet labels)
    {
        fault ??= FaultOfExemplar(labels);
        if (fault is not null)
        {
            batches.Reject(RejectReason.InvalidExemplar, 1, fault);
            return;
        }

        _extra.ResetWrittenCount();
        MetricsExtras.WriteExemplar(_extra, timestamp, value, labels);
        writer.AddExtra(_extra.WrittenSpan);
        batches.Exemplars++;
    }

    /// <summary>Adds an entry that carries the metadata of a metric family; families without a name are left out.</summary>
    public void AddFamily(SlotBatches batches, ReadOnlySpan<byte> family, ulong type, ReadOnlySpan<byte> help, ReadOnlySpan<byte> unit)
    {
        if (family.IsEmpty)
        {
            return;
        }

        _extra.ResetWrittenCount();
        Span<byte> scratch = _extra.GetSpan(family.Length + 32);
        ReadOnlySpan<byte> labels = scratch[..LabelEncoding.Write(scratch, "__name__"u8, family)];
        UInt128 hash = XxHash128.HashToUInt128(labels);
        MetricsBatchWriter writer = batches.WriterFor(hash);
        writer.BeginSeries(hash, labels);
        MetricsExtras.WriteMetadata(_extra, type <= (ulong)MetricType.StateSet ? (MetricType)type : MetricType.Unknown, help, unit);
        writer.AddExtra(_extra.WrittenSpan);
    }

    private static string? FaultOfExemplar(LabelSet labels)
    {
        int runes = 0;
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            if (!Utf8.IsValid(reader.Name) || !Utf8.IsValid(reader.Value))
            {
                return "exemplar labels are not valid UTF-8";
            }

            runes += RunesOf(reader.Name) + RunesOf(reader.Value);
        }

        return runes > MaxExemplarRunes ? "label length for exemplar exceeds maximum of 128 UTF-8 characters" : null;
    }

    /// <summary>Characters of valid UTF-8: every byte that is not a continuation begins one.</summary>
    public static int RunesOf(ReadOnlySpan<byte> utf8)
    {
        int runes = 0;
        foreach (byte b in utf8)
        {
            runes += (b & 0xC0) != 0x80 ? 1 : 0;
        }

        return runes;
    }
}
