using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Protocols.Prometheus.Exposition;

/// <summary>
/// The body of <c>/federate</c> as length-delimited <c>io.prometheus.client.MetricFamily</c> messages. Native histograms are among them, as float histograms; those with custom
/// bounds, which the format can't say, as classic ones.
/// </summary>
public sealed class FederationProtobuf(NameEscaping escaping) : FederationWriter
{
    private readonly ProtoWriter _family = new();
    private readonly ProtoWriter _metric = new();
    private readonly ProtoWriter _value = new();
    private readonly ProtoWriter _part = new();
    private (string Name, MetricType Type)? _current;

    /// <summary>The format's numbers for the types of metrics.</summary>
    private enum MetricType
    {
        Untyped = 3,
        Histogram = 4,
        GaugeHistogram = 5,
    }

    /// <inheritdoc/>
    public override void Write(in FederatedSample sample, IBufferWriter<byte> destination)
    {
        string name = sample.Labels.ValueOf(LabelSet.MetricName);
        if (name.Length == 0)
        {
            return;
        }

        MetricType type = sample.Histogram switch
        {
            null => MetricType.Untyped,
            { ResetHint: ResetHint.Gauge } => MetricType.GaugeHistogram,
            _ => MetricType.Histogram,
        };
        if (_current != (name, type))
        {
            Complete(destination);
            _current = (name, type);
            _family.Bytes(1, Encoding.UTF8.GetBytes(ExpositionName.Escape(name, colons: true, escaping)));
            _family.Varint(3, (ulong)type);
        }

        _metric.Clear();
        WriteLabels(sample.Labels);
        if (sample.Histogram is { } histogram)
        {
            _metric.Varint(6, (ulong)sample.Timestamp);
            _value.Clear();
            WriteHistogram(histogram);
            _metric.Bytes(7, _value.Written);
        }
        else
        {
            _value.Clear();
            _value.Double(1, sample.Value);
            _metric.Bytes(5, _value.Written);
            _metric.Varint(6, (ulong)sample.Timestamp);
        }

        _family.Bytes(4, _metric.Written);
    }

    /// <inheritdoc/>
    public override void Complete(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (_current is null)
        {
            return;
        }

        Span<byte> length = stackalloc byte[Varint.MaxSize];
        destination.Write(length[..Varint.Write(length, (ulong)_family.Written.Length)]);
        destination.Write(_family.Written);
        _family.Clear();
        _current = null;
    }

    private void WriteLabels(LabelSet labels)
    {
        bool hasInstance = false;
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("__name__"u8))
            {
                continue;
            }

            string name = Encoding.UTF8.GetString(reader.Name);
            hasInstance |= name == InstanceLabel;
            WriteLabel(ExpositionName.Escape(name, colons: false, escaping), reader.Value);
        }

        if (!hasInstance)
        {
            WriteLabel(InstanceLabel, default);
        }
    }

    private void WriteLabel(string name, ReadOnlySpan<byte> value)
    {
        _part.Clear();
        _part.Bytes(1, Encoding.UTF8.GetBytes(name));
        _part.Bytes(2, value);
        _metric.Bytes(1, _part.Written);
    }

    private void WriteHistogram(NativeHistogram histogram)
    {
        _value.Double(2, histogram.Sum);
        if (histogram.UsesCustomBuckets)
        {
            WriteClassic(histogram);
            return;
        }

        _value.Double(4, histogram.Count);
        _value.ZigZag(5, histogram.Schema);
        _value.Double(6, histogram.ZeroThreshold);
        _value.Double(8, histogram.ZeroCount);
        WriteSpans(9, histogram.NegativeSpans);
        WriteDoubles(11, histogram.NegativeBuckets);
        WriteSpans(12, histogram.PositiveSpans);
        WriteDoubles(14, histogram.PositiveBuckets);
    }

    private void WriteClassic(NativeHistogram histogram)
    {
        _value.Double(4, histogram.Count);
        double[] counts = new double[histogram.CustomBounds.Length + 1];
        int index = 0, at = 0;
        foreach (BucketSpan span in histogram.PositiveSpans)
        {
            index += span.Offset;
            for (int i = 0; i < span.Length; i++)
            {
                counts[index++] = histogram.PositiveBuckets[at++];
            }
        }

        double cumulative = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            cumulative += counts[i];
            _part.Clear();
            _part.Double(2, i < histogram.CustomBounds.Length ? histogram.CustomBounds[i] : double.PositiveInfinity);
            _part.Double(4, cumulative);
            _value.Bytes(3, _part.Written);
        }
    }

    private void WriteSpans(int field, ImmutableArray<BucketSpan> spans)
    {
        foreach (BucketSpan span in spans)
        {
            _part.Clear();
            _part.ZigZag(1, span.Offset);
            _part.Varint(2, span.Length);
            _value.Bytes(field, _part.Written);
        }
    }

    private void WriteDoubles(int field, ImmutableArray<double> values)
    {
        foreach (double value in values)
        {
            _value.Double(field, value);
        }
    }
}
