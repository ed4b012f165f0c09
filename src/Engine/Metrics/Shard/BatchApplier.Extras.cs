using System.Buffers.Binary;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Exemplars;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Histograms, exemplars and metadata.</summary>
internal ref partial struct BatchApplier
{
    private void ApplyExtras(uint series, ReadOnlySpan<byte> extras)
    {
        var extra = new ExtraReader(extras);
        while (extra.Read())
        {
            switch (extra.Kind)
            {
                case MetricsExtras.HistogramKind:
                    ApplyHistogram(series, extra.Body);
                    break;
                case MetricsExtras.ExemplarKind:
                    ApplyExemplar(extra.Body);
                    break;
                case MetricsExtras.MetadataKind:
                    ApplyMetadata(extra.Body);
                    break;
                case MetricsExtras.DeltaKind:
                    ApplyDelta(series, extra.Body);
                    break;
                case MetricsExtras.HistogramDeltaKind:
                    ApplyHistogramDelta(series, extra.Body);
                    break;
            }
        }
    }

    private void ApplyHistogram(uint series, ReadOnlySpan<byte> body)
    {
        long timestamp = BinaryPrimitives.ReadInt64LittleEndian(body), start = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        if (!_times.Contains(timestamp))
        {
            RejectTime(timestamp);
            return;
        }

        if (ReadHistogram(body) is not { } histogram)
        {
            return;
        }

        SampleOutcome outcome = _head.Append(series, timestamp, histogram, start);
        if (outcome == SampleOutcome.Conflict)
        {
            _rejections.Add(RejectReason.DuplicateTimestamp, 1, $"duplicate sample for timestamp {timestamp}", _labels);
            return;
        }

        if (outcome == SampleOutcome.Appended)
        {
            Define(ref _head.Table[series], series);
            record.Add(series, timestamp, histogram, start);
        }

        _histograms++;
    }

    /// <summary>The histogram behind the times; null when it was refused.</summary>
    private NativeHistogram? ReadHistogram(ReadOnlySpan<byte> body)
    {
        string? fault;
        try
        {
            NativeHistogram histogram = NativeHistogram.Read(body[16..]).ReduceToSupportedSchema();
            if (histogram.Validate(out fault))
            {
                return histogram;
            }
        }
        catch (InvalidDataException malformed)
        {
            fault = malformed.Message;
        }

        _rejections.Add(RejectReason.InvalidHistogram, 1, fault, _labels);
        return null;
    }

    private void ApplyExemplar(ReadOnlySpan<byte> body)
    {
        long timestamp = BinaryPrimitives.ReadInt64LittleEndian(body);
        double value = BinaryPrimitives.ReadDoubleLittleEndian(body[8..]);
        ReadOnlySpan<byte> labels = body[16..];
        string? fault = !LabelRules.IsCanonical(labels) ? "invalid exemplar labels"
            : !_times.Contains(timestamp) ? "out of bounds exemplar"
            : content.Exemplars.Add(_labels, timestamp, value, labels) switch
            {
                ExemplarOutcome.OutOfOrder => "out of order exemplar",
                ExemplarOutcome.TooLong => "label length for exemplar exceeds 128 characters",
                ExemplarOutcome.Stored => "",
                _ => null,
            };
        if (fault is "")
        {
            record.AddExemplar(_labels, timestamp, value, labels);
        }
        else if (fault is not null)
        {
            _rejections.Add(RejectReason.InvalidExemplar, 1, fault, _labels);
            return;
        }

        _exemplars++;
    }

    private readonly void ApplyMetadata(ReadOnlySpan<byte> body)
    {
        var reader = new LabelReader(_labels);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("__name__"u8))
            {
                if (content.Metadata.Set(reader.Value, body))
                {
                    record.AddMetadata(reader.Value, body);
                }

                return;
            }
        }
    }
}
