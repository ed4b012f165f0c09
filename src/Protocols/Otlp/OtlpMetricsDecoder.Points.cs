using System.Collections.Immutable;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>The five kinds of data points.</summary>
public sealed partial class OtlpMetricsDecoder
{
    private const int MaxBuckets = 1 << 16;
    private const double DefaultZeroThreshold = 1e-128;

    private readonly List<ulong> _counts = [];
    private readonly List<double> _bounds = [];
    private readonly List<OtlpExemplar> _exemplars = [];

    private void DecodeNumber(string family, ReadOnlySpan<byte> message, bool keepStart)
    {
        ulong start = 0, time = 0, flags = 0;
        double value = 0;
        _attributes.Clear();
        _exemplars.Clear();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 2 << 3 | 1:
                    start = reader.ReadFixed64();
                    break;
                case 3 << 3 | 1:
                    time = reader.ReadFixed64();
                    break;
                case 4 << 3 | 1:
                    value = reader.ReadDouble();
                    break;
                case 5 << 3 | 2:
                    _exemplars.Add(OtlpExemplar.Decode(reader.ReadBytes(), options));
                    break;
                case 6 << 3 | 1:
                    value = (long)reader.ReadFixed64();
                    break;
                case 7 << 3 | 2:
                    _attributes.Add(OtlpAttributes.Read(reader.ReadBytes()));
                    break;
                case 8 << 3:
                    flags = reader.ReadVarint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        OtlpPoint point = OtlpPoint.Of(start, time, flags);
        BeginPoint(point);
        MetricsBatchWriter writer = Add(_series.Series(family), point, value, keepStart);
        AddExemplars(writer, double.NegativeInfinity, double.PositiveInfinity);
    }

    private void DecodeHistogram(string family, ReadOnlySpan<byte> message)
    {
        ulong start = 0, time = 0, flags = 0, count = 0;
        double? sum = null;
        _attributes.Clear();
        _exemplars.Clear();
        _counts.Clear();
        _bounds.Clear();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 2 << 3 | 1:
                    start = reader.ReadFixed64();
                    break;
                case 3 << 3 | 1:
                    time = reader.ReadFixed64();
                    break;
                case 4 << 3 | 1:
                    count = reader.ReadFixed64();
                    break;
                case 5 << 3 | 1:
                    sum = reader.ReadDouble();
                    break;
                case 6 << 3 | 1:
                    AddWithinLimit(_counts, reader.ReadFixed64());
                    break;
                case 6 << 3 | 2:
                    for (var packed = new ProtoReader(reader.ReadBytes()); !packed.AtEnd;)
                    {
                        AddWithinLimit(_counts, packed.ReadFixed64());
                    }

                    break;
                case 7 << 3 | 1:
                    AddWithinLimit(_bounds, reader.ReadDouble());
                    break;
                case 7 << 3 | 2:
                    for (var packed = new ProtoReader(reader.ReadBytes()); !packed.AtEnd;)
                    {
                        AddWithinLimit(_bounds, packed.ReadDouble());
                    }

                    break;
                case 8 << 3 | 2:
                    _exemplars.Add(OtlpExemplar.Decode(reader.ReadBytes(), options));
                    break;
                case 9 << 3 | 2:
                    _attributes.Add(OtlpAttributes.Read(reader.ReadBytes()));
                    break;
                case 10 << 3:
                    flags = reader.ReadVarint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        OtlpPoint point = OtlpPoint.Of(start, time, flags);
        BeginPoint(point);
        AddClassicHistogram(family, point, count, sum);
    }

    private void AddClassicHistogram(string family, OtlpPoint point, ulong count, double? sum)
    {
        if (sum is { } total)
        {
            Add(_series.Series(family + "_sum"), point, total);
        }

        Add(_series.Series(family + "_count"), point, count);
        ulong cumulative = 0;
        double lower = double.NegativeInfinity;
        for (int i = 0; i < _bounds.Count; i++)
        {
            cumulative += i < _counts.Count ? _counts[i] : 0;
            MetricsBatchWriter bucket = Add(_series.Series(family + "_bucket", "le", PrometheusFloat.FormatFixed(_bounds[i])), point, cumulative);
            AddExemplars(bucket, lower, _bounds[i]);
            lower = _bounds[i];
        }

        AddExemplars(Add(_series.Series(family + "_bucket", "le", "+Inf"), point, count), lower, double.PositiveInfinity);
    }

    private void DecodeExponentialHistogram(string family, ReadOnlySpan<byte> message)
    {
        ulong start = 0, time = 0, flags = 0, count = 0, zeroCount = 0;
        double sum = 0, zeroThreshold = 0;
        int scale = 0;
        ReadOnlySpan<byte> positive = default, negative = default;
        _attributes.Clear();
        _exemplars.Clear();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    _attributes.Add(OtlpAttributes.Read(reader.ReadBytes()));
                    break;
                case 2 << 3 | 1:
                    start = reader.ReadFixed64();
                    break;
                case 3 << 3 | 1:
                    time = reader.ReadFixed64();
                    break;
                case 4 << 3 | 1:
                    count = reader.ReadFixed64();
                    break;
                case 5 << 3 | 1:
                    sum = reader.ReadDouble();
                    break;
                case 6 << 3:
                    scale = reader.ReadSInt32();
                    break;
                case 7 << 3 | 1:
                    zeroCount = reader.ReadFixed64();
                    break;
                case 8 << 3 | 2:
                    positive = reader.ReadBytes();
                    break;
                case 9 << 3 | 2:
                    negative = reader.ReadBytes();
                    break;
                case 10 << 3:
                    flags = reader.ReadVarint();
                    break;
                case 11 << 3 | 2:
                    _exemplars.Add(OtlpExemplar.Decode(reader.ReadBytes(), options));
                    break;
                case 14 << 3 | 1:
                    zeroThreshold = reader.ReadDouble();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        OtlpPoint point = OtlpPoint.Of(start, time, flags);
        BeginPoint(point);
        (ImmutableArray<BucketSpan> positiveSpans, ImmutableArray<double> positiveBuckets) = ReadBuckets(positive);
        (ImmutableArray<BucketSpan> negativeSpans, ImmutableArray<double> negativeBuckets) = ReadBuckets(negative);
        NativeHistogram histogram = point.NoValue ? new NativeHistogram { IsInteger = true, Sum = SampleValue.Stale } : new NativeHistogram
        {
            IsInteger = true,
            Schema = scale,
            Count = count,
            Sum = sum,
            ZeroCount = zeroCount,
            ZeroThreshold = zeroThreshold > 0 ? zeroThreshold : DefaultZeroThreshold,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positiveBuckets,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negativeBuckets,
        };
        MetricsBatchWriter writer = Begin(_series.Series(family));
        if (_extras.AddHistogram(_batches, writer, new HistogramFields(point.Time, point.Start, histogram)) is { } fault)
        {
            writer.AbandonSeries();
            Refuse(fault);
            return;
        }

        AddExemplars(writer, double.NegativeInfinity, double.PositiveInfinity);
    }

    private void DecodeSummary(string family, ReadOnlySpan<byte> message)
    {
        ulong start = 0, time = 0, flags = 0, count = 0;
        double sum = 0;
        var quantiles = new List<(double Quantile, double Value)>();
        _attributes.Clear();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 2 << 3 | 1:
                    start = reader.ReadFixed64();
                    break;
                case 3 << 3 | 1:
                    time = reader.ReadFixed64();
                    break;
                case 4 << 3 | 1:
                    count = reader.ReadFixed64();
                    break;
                case 5 << 3 | 1:
                    sum = reader.ReadDouble();
                    break;
                case 6 << 3 | 2:
                    AddWithinLimit(quantiles, ReadQuantile(reader.ReadBytes()));
                    break;
                case 7 << 3 | 2:
                    _attributes.Add(OtlpAttributes.Read(reader.ReadBytes()));
                    break;
                case 8 << 3:
                    flags = reader.ReadVarint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        OtlpPoint point = OtlpPoint.Of(start, time, flags);
        BeginPoint(point);
        Add(_series.Series(family + "_sum"), point, sum);
        Add(_series.Series(family + "_count"), point, count);
        foreach ((double quantile, double value) in quantiles)
        {
            Add(_series.Series(family, "quantile", PrometheusFloat.FormatFixed(quantile)), point, value, keepStart: false);
        }
    }

    private static (double Quantile, double Value) ReadQuantile(ReadOnlySpan<byte> message)
    {
        double quantile = 0, value = 0;
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 1:
                    quantile = reader.ReadDouble();
                    break;
                case 2 << 3 | 1:
                    value = reader.ReadDouble();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return (quantile, value);
    }

    /// <summary>
    /// One side of an exponential histogram. OpenTelemetry's bucket i covers (b^i, b^(i+1)], which here has the index i + 1. Runs of more than two empty buckets are left out.
    /// </summary>
    private static (ImmutableArray<BucketSpan> Spans, ImmutableArray<double> Buckets) ReadBuckets(ReadOnlySpan<byte> message)
    {
        int offset = 0;
        var counts = new List<ulong>();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3:
                    offset = reader.ReadSInt32();
                    break;
                case 2 << 3:
                    AddWithinLimit(counts, reader.ReadVarint());
                    break;
                case 2 << 3 | 2:
                    for (var packed = new ProtoReader(reader.ReadBytes()); !packed.AtEnd;)
                    {
                        AddWithinLimit(counts, packed.ReadVarint());
                    }

                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        return Pack(offset, counts);
    }

    private static (ImmutableArray<BucketSpan> Spans, ImmutableArray<double> Buckets) Pack(int offset, List<ulong> counts)
    {
        const int longestFilledGap = 2;
        var spans = ImmutableArray.CreateBuilder<BucketSpan>();
        var buckets = ImmutableArray.CreateBuilder<double>();
        int gap = 0;
        foreach (ulong count in counts)
        {
            if (count == 0)
            {
                gap++;
                continue;
            }

            if (spans.Count == 0)
            {
                spans.Add(new BucketSpan(unchecked(offset + 1 + gap), 0));
            }
            else if (gap > longestFilledGap)
            {
                spans.Add(new BucketSpan(gap, 0));
            }
            else
            {
                buckets.AddRange(Enumerable.Repeat(0.0, gap));
                spans[^1] = spans[^1] with { Length = spans[^1].Length + (uint)gap };
            }

            buckets.Add(count);
            spans[^1] = spans[^1] with { Length = spans[^1].Length + 1 };
            gap = 0;
        }

        return (spans.ToImmutable(), buckets.ToImmutable());
    }

    /// <summary>Adds the exemplars with values in (lower, upper] to the current series.</summary>
    private void AddExemplars(MetricsBatchWriter writer, double lower, double upper)
    {
        foreach (OtlpExemplar exemplar in _exemplars)
        {
            if ((exemplar.Value > lower && exemplar.Value <= upper) || (double.IsNaN(exemplar.Value) && double.IsPositiveInfinity(upper)))
            {
                _extras.AddExemplar(_batches, writer, exemplar.Timestamp, exemplar.Value, null, exemplar.Labels);
            }
        }
    }

    private static void AddWithinLimit<T>(List<T> items, T item)
    {
        if (items.Count == MaxBuckets)
        {
            throw new MalformedMessageException($"a data point has more than {MaxBuckets} buckets");
        }

        items.Add(item);
    }
}
