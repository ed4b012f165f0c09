using System.Runtime.InteropServices;
using System.Text;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>
/// Decodes remote write 2.0 (<c>io.prometheus.write.v2.Request</c>) into one batch per slot. What is wrong with single series or items is refused and named, the rest is kept;
/// bytes that are not protobuf fail the whole request. Reusable, not thread-safe.
/// </summary>
public sealed class RemoteWrite2Decoder
{
    private const uint HistogramTag = 3 << 3 | 2;
    private const uint ExemplarTag = 4 << 3 | 2;

    private readonly SymbolTable _symbols = new();
    private readonly SymbolLabels _labels;
    private readonly SymbolLabels _exemplarLabels;
    private readonly List<SampleFields> _samples = [];
    private readonly HashSet<(int Name, MetadataFields Metadata)> _families = [];
    private readonly ExtrasEncoder _extras = new();
    private ReadOnlyMemory<byte> _message;

    /// <summary>Creates a decoder.</summary>
    public RemoteWrite2Decoder()
    {
        _labels = new SymbolLabels(_symbols);
        _exemplarLabels = new SymbolLabels(_symbols);
    }

    /// <summary>Adds what an uncompressed message holds to <paramref name="batches"/>.</summary>
    /// <exception cref="MalformedMessageException">The bytes are not a Request; the batches are in an undefined state and only good for <see cref="SlotBatches.Clear"/>.</exception>
    public void Decode(ReadOnlyMemory<byte> message, SlotBatches batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        _message = message;
        _symbols.Read(message);
        _families.Clear();
        var reader = new ProtoReader(message.Span);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == (5 << 3 | 2))
            {
                DecodeSeries(reader.ReadBytes(), batches);
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private void DecodeSeries(ReadOnlySpan<byte> series, SlotBatches batches)
    {
        int histograms = 0, exemplars = 0;
        MetadataFields metadata = default;
        _labels.Clear();
        _samples.Clear();
        var reader = new ProtoReader(series);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2 or 1 << 3:
                    _labels.AddReferences(ref reader, packed: tag == (1 << 3 | 2));
                    break;
                case 2 << 3 | 2:
                    _samples.Add(SampleFields.Decode(reader.ReadBytes()));
                    break;
                case HistogramTag:
                    histograms++;
                    reader.Skip(tag);
                    break;
                case ExemplarTag:
                    exemplars++;
                    reader.Skip(tag);
                    break;
                case 5 << 3 | 2:
                    metadata = metadata.Merge(reader.ReadBytes());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        if ((_labels.Canonicalize(_message) ?? FaultOfEmpty(_samples.Count + histograms)) is { } fault)
        {
            batches.Reject(RejectReason.InvalidLabels, _samples.Count + histograms, fault);
            return;
        }

        UInt128 hash = _labels.Labels.Hash;
        MetricsBatchWriter writer = batches.WriterFor(hash);
        writer.BeginSeries(hash, _labels.Labels.Bytes);
        AddSamples(writer, batches);
        if (histograms + exemplars > 0)
        {
            DecodeExtras(series, writer, batches);
        }

        if (metadata != default)
        {
            AddFamily(metadata, batches);
        }
    }

    private void AddSamples(MetricsBatchWriter writer, SlotBatches batches)
    {
        bool startsKnown = false;
        foreach (ref readonly SampleFields sample in CollectionsMarshal.AsSpan(_samples))
        {
            startsKnown |= sample.StartTimestamp != 0;
        }

        long? last = null;
        foreach (ref readonly SampleFields sample in CollectionsMarshal.AsSpan(_samples))
        {
            if (sample.Timestamp == last)
            {
                batches.RepeatedSamples++;
                continue;
            }

            last = sample.Timestamp;
            batches.Samples++;
            if (startsKnown)
            {
                writer.AddSample(sample.Timestamp, sample.Value, sample.StartTimestamp);
            }
            else
            {
                writer.AddSample(sample.Timestamp, sample.Value);
            }
        }
    }

    private void DecodeExtras(ReadOnlySpan<byte> series, MetricsBatchWriter writer, SlotBatches batches)
    {
        var reader = new ProtoReader(series);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case HistogramTag:
                    _extras.AddHistogram(batches, writer, reader.ReadBytes());
                    break;
                case ExemplarTag:
                    DecodeExemplar(reader.ReadBytes(), writer, batches);
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }

    private void DecodeExemplar(ReadOnlySpan<byte> message, MetricsBatchWriter writer, SlotBatches batches)
    {
        long timestamp = 0;
        double value = 0;
        _exemplarLabels.Clear();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2 or 1 << 3:
                    _exemplarLabels.AddReferences(ref reader, packed: tag == (1 << 3 | 2));
                    break;
                case 2 << 3 | 1:
                    value = reader.ReadDouble();
                    break;
                case 3 << 3:
                    timestamp = reader.ReadInt64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        _extras.AddExemplar(batches, writer, timestamp, value, _exemplarLabels.Canonicalize(_message), _exemplarLabels.Labels);
    }

    /// <summary>Senders repeat a family's metadata on each of its series; once a request is enough.</summary>
    private void AddFamily(MetadataFields metadata, SlotBatches batches)
    {
        if (_labels.MetricName == 0 || !_families.Add((_labels.MetricName, metadata)))
        {
            return;
        }

        ReadOnlySpan<byte> family = FamilyOf(_symbols[_labels.MetricName], metadata.Type);
        if (Math.Max(metadata.Help, metadata.Unit) < (uint)_symbols.Count)
        {
            _extras.AddFamily(batches, family, metadata.Type, _symbols[(int)metadata.Help], _symbols[(int)metadata.Unit]);
        }
        else
        {
            batches.Reject(RejectReason.InvalidLabels, 0, $"metadata of {Encoding.UTF8.GetString(family)} refers to symbols outside of the symbols table");
        }
    }

    /// <summary>Metadata belongs to the family, not to the series that a classic histogram or summary is spelled out in.</summary>
    private static ReadOnlySpan<byte> FamilyOf(ReadOnlySpan<byte> name, ulong type)
    {
        bool summary = type == (ulong)MetricType.Summary;
        bool histogram = type is (ulong)MetricType.Histogram or (ulong)MetricType.GaugeHistogram;
        return histogram && name.EndsWith("_bucket"u8) ? name[..^7]
            : (histogram || summary) && name.EndsWith("_count"u8) ? name[..^6]
            : (histogram || summary) && name.EndsWith("_sum"u8) ? name[..^4]
            : name;
    }

    private string? FaultOfEmpty(int values) => values > 0 ? null : $"TimeSeries must contain at least one sample or histogram for series {_labels.Labels}";
}
