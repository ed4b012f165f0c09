using System.Collections.Immutable;
using CsCheck;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Tests.Metrics.Histograms;

/// <summary>Random valid histograms.</summary>
internal static class HistogramGen
{
    private static readonly Gen<double> AnyDouble = Gen.Frequency(
        (6, Gen.Double),
        (1, Gen.OneOfConst(0.0, -0.0, 1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, SampleValue.Stale)),
        (1, Gen.Long.Select(BitConverter.Int64BitsToDouble)));

    private static readonly Gen<double> WholeCount = Gen.Frequency((4, Gen.Int[0, 20].Select(n => (double)n)), (1, Gen.Long[0, 1L << 40].Select(n => (double)n)));

    /// <summary>Integer histograms with exponential buckets whose counts add up.</summary>
    public static readonly Gen<NativeHistogram> Integer = Exponential(WholeCount, isInteger: true);

    /// <summary>Float histograms with exponential buckets.</summary>
    public static readonly Gen<NativeHistogram> Float = Exponential(Gen.Double[0, 1000], isInteger: false);

    /// <summary>Histograms with custom buckets.</summary>
    public static readonly Gen<NativeHistogram> Custom =
        from bounds in Gen.Int[-50, 50].HashSet[0, 12]
        from counts in WholeCount.Array[bounds.Count + 1]
        from hint in Gen.Enum<ResetHint>()
        from sum in Gen.Int[-1000, 1000]
        select new NativeHistogram
        {
            ResetHint = hint,
            Schema = NativeHistogram.CustomBucketsSchema,
            CustomBounds = [.. bounds.Order().Select(bound => (double)bound)],
            PositiveSpans = [new BucketSpan(0, (uint)counts.Length)],
            PositiveBuckets = [.. counts],
            Count = counts.Sum(),
            Sum = sum,
        };

    /// <summary>Any valid histogram.</summary>
    public static readonly Gen<NativeHistogram> Any = Gen.OneOf(Integer, Float, Custom);

    /// <summary>Histograms of any numbers and layouts, valid or not.</summary>
    public static readonly Gen<NativeHistogram> Wild =
        from schema in Gen.Int
        from hint in Gen.Enum<ResetHint>()
        from isInteger in Gen.Bool
        from numbers in AnyDouble.Array[4]
        from spans in Gen.Select(Gen.Int, Gen.UInt, (offset, length) => new BucketSpan(offset, length)).Array[0, 4]
        from positive in AnyDouble.Array[0, 6]
        from negative in AnyDouble.Array[0, 6]
        from bounds in AnyDouble.Array[0, 4]
        select new NativeHistogram
        {
            IsInteger = isInteger,
            ResetHint = hint,
            Schema = schema,
            ZeroThreshold = numbers[0],
            ZeroCount = numbers[1],
            Count = numbers[2],
            Sum = numbers[3],
            PositiveSpans = [.. spans],
            NegativeSpans = [.. spans.Take(1)],
            PositiveBuckets = [.. positive],
            NegativeBuckets = [.. negative],
            CustomBounds = [.. bounds],
        };

    private static Gen<NativeHistogram> Exponential(Gen<double> count, bool isInteger) =>
        from schema in Gen.Int[-4, 8]
        from hint in Gen.Enum<ResetHint>()
        from share in Gen.OneOfConst(0, 0.25, 1)
        from zero in count
        from sum in Gen.Int[-1000, 1000]
        from positive in Side(count)
        from negative in Side(count)
        select new NativeHistogram
        {
            IsInteger = isInteger,
            ResetHint = hint,
            Schema = schema,
            ZeroThreshold = share * Math.Min(NearestToZero(schema, positive.Spans), NearestToZero(schema, negative.Spans)),
            ZeroCount = zero,
            Count = zero + positive.Buckets.Sum() + negative.Buckets.Sum(),
            Sum = sum,
            PositiveSpans = positive.Spans,
            PositiveBuckets = positive.Buckets,
            NegativeSpans = negative.Spans,
            NegativeBuckets = negative.Buckets,
        };

    // Where the side's first bucket begins: the zero bucket of a real histogram ends there at the latest.
    private static double NearestToZero(int schema, ImmutableArray<BucketSpan> spans) =>
        spans.IsEmpty ? 1 : Math.Pow(2, Math.ScaleB(spans[0].Offset - 1, -schema));

    private static Gen<(ImmutableArray<BucketSpan> Spans, ImmutableArray<double> Buckets)> Side(Gen<double> count) =>
        // Even the coarsest schema stays below the bucket of infinite observations.
        from first in Gen.Int[-40, 20]
        from spans in Gen.Select(Gen.Int[0, 6], Gen.UInt[0, 5], (offset, length) => new BucketSpan(offset, length)).Array[0, 4]
        from buckets in count.Array[spans.Sum(span => (int)span.Length)]
        select (spans.Select((span, i) => i == 0 ? span with { Offset = first } : span).ToImmutableArray(), buckets.ToImmutableArray());
}
