using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Engine.Labels;
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
    private const int MaxBoundTexts = 10_000;
    private const double DefaultZeroThreshold = 1e-128;

    private readonly List<ulong> _counts = [];
    private readonly List<double> _bounds = [];
    private readonly List<(double Quantile, double Value)> _quantiles = [];
    private readonly OtlpExemplars _exemplars = new();
    private readonly Dictionary<double, byte[]> _boundTexts = [];

    private string? DecodeNumber(OtlpMetric metric, MetricFamily family, ReadOnlySpan<byte> message)
    {
        ulong start = 0, time = 0, flags = 0;
        double value = 0;
        BeginPoint();
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
                    _exemplars.Add(reader.ReadBytes());
                    break;
                case 6 << 3 | 1:
                    value = (long)reader.ReadFixed64();
                    break;
                case 7 << 3 | 2:
                    _series.AddPointAttribute(reader.ReadBytes());
                    break;
                case 8 << 3:
                    flags = reader.ReadVarint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        OtlpPoint point = OtlpPoint.Of(start, time, flags, metric.IsDelta);
        if (EndPoint(point) is { } fault)
        {
            return fault;
        }

        if (point is { IsDelta: true, NoValue: true })
        {
            return null;
        }

        if (point.IsDelta && (!double.IsFinite(value) || (metric.IsMonotonic && value < 0)))
        {
            return metric.IsMonotonic ? "the delta of a monotonic sum must be a number and not negative" : "a delta must be a number";
        }

        MetricsBatchWriter writer = Add(_series.Series(family.Name), point, value, keepStart: metric.IsMonotonic);
        _exemplars.AddTo(_batches, writer, _extras, double.NegativeInfinity, double.PositiveInfinity);
        return null;
    }

    private string? DecodeHistogram(OtlpMetric metric, MetricFamily family, ReadOnlySpan<byte> message)
    {
        ulong start = 0, time = 0, flags = 0, count = 0;
        double? sum = null;
        BeginPoint();
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
                    _exemplars.Add(reader.ReadBytes());
                    break;
                case 9 << 3 | 2:
                    _series.AddPointAttribute(reader.ReadBytes());
                    break;
                case 10 << 3:
                    flags = reader.ReadVarint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        OtlpPoint point = OtlpPoint.Of(start, time, flags, metric.IsDelta);
        if (EndPoint(point) is { } fault)
        {
            return fault;
        }

        if (_options.ConvertHistogramsToNhcb)
        {
            return AddCustomBuckets(family, point, count, sum ?? 0);
        }

        if (point is not { IsDelta: true, NoValue: true })
        {
            AddClassicHistogram(family, point, count, sum);
        }

        return null;
    }

    private void AddClassicHistogram(MetricFamily family, OtlpPoint point, ulong count, double? sum)
    {
        // One observation that is no number must not make a sum of deltas none for ever.
        if (sum is { } total && (double.IsFinite(total) || !point.IsDelta))
        {
            Add(_series.Series(family.Sum), point, total);
        }

        Add(_series.Series(family.Count), point, count);
        ulong cumulative = 0;
        double lower = double.NegativeInfinity;
        for (int i = 0; i < Math.Min(_bounds.Count, _counts.Count); i++)
        {
            cumulative += _counts[i];
            MetricsBatchWriter bucket = Add(_series.Series(family.Bucket, "le"u8, TextOf(_bounds[i])), point, cumulative);
            _exemplars.AddTo(_batches, bucket, _extras, lower, _bounds[i]);
            lower = _bounds[i];
        }

        MetricsBatchWriter last = Add(_series.Series(family.Bucket, "le"u8, "+Inf"u8), point, count);
        _exemplars.AddTo(_batches, last, _extras, lower, double.PositiveInfinity);
    }

    private string? AddCustomBuckets(MetricFamily family, OtlpPoint point, ulong count, double sum)
    {
        WarnOfSum(count, sum, point);
        (ImmutableArray<BucketSpan> spans, ImmutableArray<double> buckets) = Pack(0, _counts);
        return AddNativeHistogram(family, point, new NativeHistogram
        {
            IsInteger = true,
            Schema = NativeHistogram.CustomBucketsSchema,
            Count = count,
            Sum = sum,
            PositiveSpans = spans,
            PositiveBuckets = buckets,
            CustomBounds = [.. _bounds],
        });
    }

    private string? DecodeExponentialHistogram(OtlpMetric metric, MetricFamily family, ReadOnlySpan<byte> message)
    {
        ulong start = 0, time = 0, flags = 0, count = 0, zeroCount = 0;
        double sum = 0, zeroThreshold = 0;
        int scale = 0;
        ReadOnlySpan<byte> positive = default, negative = default;
        BeginPoint();
        var reader = new ProtoReader(message);
        while (reader.ReadTag() is uint tag and not 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    _series.AddPointAttribute(reader.ReadBytes());
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
                    _exemplars.Add(reader.ReadBytes());
                    break;
                case 14 << 3 | 1:
                    zeroThreshold = reader.ReadDouble();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        OtlpPoint point = OtlpPoint.Of(start, time, flags, metric.IsDelta);
        if (EndPoint(point) is { } fault)
        {
            return fault;
        }

        if (scale < NativeHistogram.SmallestSchema)
        {
            return $"cannot convert exponential to native histogram. Scale must be >= {NativeHistogram.SmallestSchema}, was {scale}";
        }

        WarnOfSum(count, sum, point);
        (ImmutableArray<BucketSpan> positiveSpans, ImmutableArray<double> positiveBuckets) = ReadBuckets(positive);
        (ImmutableArray<BucketSpan> negativeSpans, ImmutableArray<double> negativeBuckets) = ReadBuckets(negative);
        return AddNativeHistogram(family, point, new NativeHistogram
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
        });
    }

    private string? AddNativeHistogram(MetricFamily family, OtlpPoint point, NativeHistogram histogram)
    {
        if (point.NoValue)
        {
            if (point.IsDelta)
            {
                return null;
            }

            histogram = new NativeHistogram { IsInteger = true, Sum = SampleValue.Stale };
        }

        MetricsBatchWriter writer = Begin(_series.Series(family.Name));
        byte kind = point.IsDelta ? MetricsExtras.HistogramDeltaKind : MetricsExtras.HistogramKind;
        if (_extras.AddHistogram(_batches, writer, new HistogramFields(point.Time, point.Start, histogram), kind) is { } fault)
        {
            writer.AbandonSeries();
            return fault;
        }

        _exemplars.AddTo(_batches, writer, _extras, double.NegativeInfinity, double.PositiveInfinity);
        return null;
    }

    private string? DecodeSummary(MetricFamily family, ReadOnlySpan<byte> message)
    {
        ulong start = 0, time = 0, flags = 0, count = 0;
        double sum = 0;
        BeginPoint();
        _quantiles.Clear();
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
                    AddWithinLimit(_quantiles, ReadQuantile(reader.ReadBytes()));
                    break;
                case 7 << 3 | 2:
                    _series.AddPointAttribute(reader.ReadBytes());
                    break;
                case 8 << 3:
                    flags = reader.ReadVarint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        OtlpPoint point = OtlpPoint.Of(start, time, flags, isDelta: false);
        if (EndPoint(point) is { } fault)
        {
            return fault;
        }

        Add(_series.Series(family.Sum), point, sum);
        Add(_series.Series(family.Count), point, count);
        foreach ((double quantile, double value) in _quantiles)
        {
            Add(_series.Series(family.Name, "quantile"u8, TextOf(quantile)), point, value, keepStart: false);
        }

        return null;
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

        return Pack(unchecked(offset + 1), counts);
    }

    private static (ImmutableArray<BucketSpan> Spans, ImmutableArray<double> Buckets) Pack(int first, List<ulong> counts)
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
                spans.Add(new BucketSpan(unchecked(first + gap), 0));
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

    private void BeginPoint()
    {
        _series.BeginPoint();
        _exemplars.Clear();
    }

    /// <summary>Ends the attributes of a point; null, or what is wrong with them.</summary>
    private string? EndPoint(OtlpPoint point)
    {
        _series.EndPoint();
        _earliest = Math.Min(_earliest, point.Time);
        _latest = Math.Max(_latest, point.Time);
        if (_series.Joined)
        {
            Warn(OtlpWarning.LabelNameCollision);
        }

        return _series.Fault;
    }

    /// <summary>Adds one sample, or delta, of one series and leaves its entry open for exemplars.</summary>
    private MetricsBatchWriter Add(LabelSet labels, OtlpPoint point, double value, bool keepStart = true)
    {
        MetricsBatchWriter writer = Begin(labels);
        long start = keepStart ? point.Start : 0;
        if (point.IsDelta)
        {
            _extras.AddDelta(_batches, writer, point.Time, start, value);
            return writer;
        }

        double stored = point.NoValue ? SampleValue.Stale : value;
        if (start != 0)
        {
            writer.AddSample(point.Time, stored, start);
        }
        else
        {
            writer.AddSample(point.Time, stored);
        }

        _batches.Samples++;
        return writer;
    }

    private void WarnOfSum(ulong count, double sum, OtlpPoint point)
    {
        if (count == 0 && sum != 0 && !point.NoValue)
        {
            Warn(OtlpWarning.HistogramZeroCountNonZeroSum);
        }
    }

    /// <summary>A bound or quantile as the value of a label.</summary>
    private byte[] TextOf(double number)
    {
        if (!_boundTexts.TryGetValue(number, out byte[]? text))
        {
            if (_boundTexts.Count >= MaxBoundTexts)
            {
                _boundTexts.Clear();
            }

            _boundTexts[number] = text = Encoding.ASCII.GetBytes(PrometheusFloat.FormatFixed(number));
        }

        return text;
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
