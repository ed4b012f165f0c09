using System.IO.Hashing;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>
/// Decodes remote write 1.0 (<c>prometheus.WriteRequest</c>) into one batch per slot. A series whose labels are canonical as they came, which is what real senders write, costs
/// one pass over its bytes, one hash and one copy; others are sorted first. Series with impossible labels are refused and the rest is kept; bytes that are not
/// protobuf fail the whole request before anything is sent. Reusable, not thread-safe.
/// </summary>
public sealed class RemoteWrite1Decoder
{
    private const uint LabelTag = 1 << 3 | 2;
    private const uint SampleTag = 2 << 3 | 2;
    private const uint ExemplarTag = 3 << 3 | 2;
    private const uint HistogramTag = 4 << 3 | 2;

    private readonly LabelCollector _labels = new();
    private readonly LabelCollector _exemplarLabels = new();
    private readonly ExtrasEncoder _extras = new();

    /// <summary>Adds what an uncompressed message holds to <paramref name="batches"/>.</summary>
    /// <exception cref="MalformedMessageException">The bytes are not a WriteRequest; the batches are in an undefined state and only good for <see cref="SlotBatches.Clear"/>.</exception>
    public void Decode(ReadOnlyMemory<byte> message, SlotBatches batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var reader = new ProtoReader(message.Span);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    int length = reader.ReadBytes().Length;
                    DecodeSeries(message.Slice(reader.Position - length, length), batches);
                    break;
                case 3 << 3 | 2:
                    DecodeMetadata(reader.ReadBytes(), batches);
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }

    private void DecodeSeries(ReadOnlyMemory<byte> message, SlotBatches batches)
    {
        ReadOnlySpan<byte> series = message.Span;
        int labels = CanonicalLabels.Measure(series);
        if (labels > 0)
        {
            ReadOnlySpan<byte> canonical = series[..labels];
            UInt128 hash = XxHash128.HashToUInt128(canonical);
            MetricsBatchWriter writer = batches.WriterFor(hash);
            writer.BeginSeries(hash, canonical);
            if (TryDecodeValues(message, labels, writer, batches))
            {
                return;
            }

            writer.AbandonSeries();
        }

        DecodeUnorderedSeries(message, batches);
    }

    /// <summary>Reads what follows the labels; false when the fields are not in the order in which a batch needs them, with nothing counted.</summary>
    private bool TryDecodeValues(ReadOnlyMemory<byte> message, int labels, MetricsBatchWriter writer, SlotBatches batches)
    {
        ReadOnlyMemory<byte> rest = message[labels..];
        var reader = new ProtoReader(rest.Span);
        int samples = 0, repeated = 0;
        long last = 0;
        uint tag;
        while ((tag = reader.ReadTag()) == SampleTag)
        {
            SampleFields sample = SampleFields.Decode(reader.ReadBytes());
            if (samples > 0 && sample.Timestamp == last)
            {
                repeated++;
                continue;
            }

            last = sample.Timestamp;
            writer.AddSample(last, sample.Value);
            samples++;
        }

        if (tag != 0)
        {
            var lookahead = reader;
            for (uint next = tag; next != 0; next = lookahead.ReadTag())
            {
                if (next is LabelTag or SampleTag)
                {
                    return false;
                }

                lookahead.Skip(next);
            }

            for (; tag != 0; tag = reader.ReadTag())
            {
                DecodeExtra(ref reader, tag, rest, writer, batches);
            }
        }

        batches.Samples += samples;
        batches.RepeatedSamples += repeated;
        return true;
    }

    /// <summary>Any order that protobuf allows: labels, then samples, then the rest, each in a pass of its own.</summary>
    private void DecodeUnorderedSeries(ReadOnlyMemory<byte> message, SlotBatches batches)
    {
        int values = CollectLabels(message);
        if (_labels.Canonicalize() is { } fault)
        {
            batches.Reject(RejectReason.InvalidLabels, values, fault);
            return;
        }

        UInt128 hash = _labels.Labels.Hash;
        MetricsBatchWriter writer = batches.WriterFor(hash);
        writer.BeginSeries(hash, _labels.Labels.Bytes);
        AddSamples(message.Span, writer, batches);
        var reader = new ProtoReader(message.Span);
        while (reader.ReadTag() is uint tag and not 0)
        {
            DecodeExtra(ref reader, tag, message, writer, batches);
        }
    }

    private static void AddSamples(ReadOnlySpan<byte> series, MetricsBatchWriter writer, SlotBatches batches)
    {
        long? last = null;
        var reader = new ProtoReader(series);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag != SampleTag)
            {
                reader.Skip(tag);
                continue;
            }

            SampleFields sample = SampleFields.Decode(reader.ReadBytes());
            if (sample.Timestamp == last)
            {
                batches.RepeatedSamples++;
                continue;
            }

            last = sample.Timestamp;
            writer.AddSample(sample.Timestamp, sample.Value);
            batches.Samples++;
        }
    }

    /// <summary>Collects the labels of a series and returns how many samples and histograms it has.</summary>
    private int CollectLabels(ReadOnlyMemory<byte> message)
    {
        int values = 0;
        _labels.Reset(message);
        var reader = new ProtoReader(message.Span);
        while (reader.ReadTag() is uint tag and not 0)
        {
            if (tag == LabelTag)
            {
                AddLabel(_labels, ref reader);
            }
            else
            {
                values += tag is SampleTag or HistogramTag ? 1 : 0;
                reader.Skip(tag);
            }
        }

        return values;
    }

    private static void AddLabel(LabelCollector labels, ref ProtoReader message)
    {
        ReadOnlySpan<byte> label = message.ReadBytes();
        int start = message.Position - label.Length;
        LabelRange range = default;
        var reader = new ProtoReader(label);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    int name = reader.ReadBytes().Length;
                    range = range with { Name = start + reader.Position - name, NameLength = name };
                    break;
                case 2 << 3 | 2:
                    int value = reader.ReadBytes().Length;
                    range = range with { Value = start + reader.Position - value, ValueLength = value };
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        labels.Add(range);
    }

    private void DecodeExtra(ref ProtoReader reader, uint tag, ReadOnlyMemory<byte> message, MetricsBatchWriter writer, SlotBatches batches)
    {
        switch (tag)
        {
            case ExemplarTag:
                int length = reader.ReadBytes().Length;
                DecodeExemplar(message.Slice(reader.Position - length, length), writer, batches);
                break;
            case HistogramTag:
                _extras.AddHistogram(batches, writer, reader.ReadBytes());
                break;
            default:
                reader.Skip(tag);
                break;
        }
    }

    private void DecodeExemplar(ReadOnlyMemory<byte> message, MetricsBatchWriter writer, SlotBatches batches)
    {
        long timestamp = 0;
        double value = 0;
        _exemplarLabels.Reset(message);
        var reader = new ProtoReader(message.Span);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    AddLabel(_exemplarLabels, ref reader);
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

        _extras.AddExemplar(batches, writer, timestamp, value, _exemplarLabels.Canonicalize(), _exemplarLabels.Labels);
    }

    private void DecodeMetadata(ReadOnlySpan<byte> message, SlotBatches batches)
    {
        ulong type = 0;
        ReadOnlySpan<byte> family = default, help = default, unit = default;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3:
                    type = reader.ReadVarint();
                    break;
                case 2 << 3 | 2:
                    family = reader.ReadBytes();
                    break;
                case 4 << 3 | 2:
                    help = reader.ReadBytes();
                    break;
                case 5 << 3 | 2:
                    unit = reader.ReadBytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        _extras.AddFamily(batches, family, type, help, unit);
    }
}
