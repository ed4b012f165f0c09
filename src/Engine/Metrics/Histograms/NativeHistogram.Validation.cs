using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>The rules that a histogram must keep to be stored. The messages are the ones that senders know from Prometheus.</summary>
public sealed partial class NativeHistogram
{
    /// <summary>The coarsest schema that is stored.</summary>
    public const int SmallestSchema = -4;

    /// <summary>The finest schema that is stored.</summary>
    public const int LargestSchema = 8;

    /// <summary>The finest schema that is accepted; <see cref="ReduceToSupportedSchema"/> brings it down to <see cref="LargestSchema"/>.</summary>
    public const int LargestReducibleSchema = 52;

    /// <summary>Checks the rules: known schema, spans that fit the buckets, no negative counts, counts that add up, ordered finite custom bounds. A stale marker is valid.</summary>
    public bool Validate([NotNullWhen(false)] out string? message)
    {
        message = Schema switch
        {
            CustomBucketsSchema => CustomBucketsFault(),
            >= SmallestSchema and <= LargestSchema => ExponentialBucketsFault(),
            _ => $"histogram has an invalid schema, which must be between -4 and 8 for exponential buckets, or -53 for custom buckets, got schema {Schema}",
        };
        message ??= !IsInteger && Count < 0 ? $"observation count is  {GoNumber.Format(Count)}: histogram's observation count is negative" : null;
        message ??= BucketsFault(PositiveBuckets, "positive side: ") ?? CountFault();
        return message is null;
    }

    /// <summary>Merges buckets of a schema from 9 to 52 until it is 8; other histograms are returned as they are. Call it before <see cref="Validate"/>.</summary>
    public NativeHistogram ReduceToSupportedSchema()
    {
        bool reducible = Schema is > LargestSchema and <= LargestReducibleSchema
            && SpansFault(PositiveSpans, PositiveBuckets.Length) is null && SpansFault(NegativeSpans, NegativeBuckets.Length) is null;
        return reducible ? CopyToSchema(LargestSchema) : this;
    }

    private string? CustomBucketsFault()
    {
        double previous = double.NegativeInfinity;
        for (int i = 0; i < CustomBounds.Length; i++)
        {
            double bound = CustomBounds[i];
            if (double.IsNaN(bound))
            {
                return "custom buckets: histogram custom bounds must not be NaN";
            }

            if (i > 0 && bound <= previous)
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"custom buckets: previous bound is {previous:F6} and current is {bound:F6}: histogram custom bounds must be in strictly increasing order");
            }

            previous = bound;
        }

        if (double.IsInfinity(previous) && CustomBounds.Length > 0 || CustomBounds.Length > 0 && double.IsNegativeInfinity(CustomBounds[0]))
        {
            return "custom buckets: last +Inf bound must not be explicitly defined: histogram custom bounds must be finite";
        }

        if (SpansFault(PositiveSpans, PositiveBuckets.Length) is { } fault)
        {
            return "custom buckets: " + fault;
        }

        if (!PositiveSpans.IsEmpty && PositiveSpans[0].Offset < 0)
        {
            return $"custom buckets: span number 1 with offset {PositiveSpans[0].Offset}: histogram has a span whose offset is negative";
        }

        long covered = 0;
        foreach (BucketSpan span in PositiveSpans)
        {
            covered += span.Offset + span.Length;
        }

        return covered > CustomBounds.Length + 1
            ? $"custom buckets: only {CustomBounds.Length} custom bounds defined which is insufficient to cover total span length of {covered}: histogram custom bounds are too few"
            : ZeroCount != 0 ? "custom buckets: must have zero count of 0"
            : ZeroThreshold != 0 ? "custom buckets: must have zero threshold of 0"
            : NegativeSpans.Length > 0 ? "custom buckets: must not have negative spans"
            : NegativeBuckets.Length > 0 ? "custom buckets: must not have negative buckets"
            : null;
    }

    private string? ExponentialBucketsFault()
    {
        if (SpansFault(PositiveSpans, PositiveBuckets.Length) is { } positive)
        {
            return "positive side: " + positive;
        }

        if (SpansFault(NegativeSpans, NegativeBuckets.Length) is { } negative)
        {
            return "negative side: " + negative;
        }

        return BucketsFault(NegativeBuckets, "negative side: ")
            ?? (ZeroCount < 0 ? $"zero bucket has observation count of {GoNumber.Format(ZeroCount)}: histogram has a bucket whose observation count is negative"
            : CustomBounds.Length > 0 ? "histogram with exponential schema must not have custom bounds"
            : null);
    }

    private static string? SpansFault(ImmutableArray<BucketSpan> spans, int buckets)
    {
        long needed = 0, end = 0;
        for (int i = 0; i < spans.Length; i++)
        {
            if (i > 0 && spans[i].Offset < 0)
            {
                return $"span number {i + 1} with offset {spans[i].Offset}: histogram has a span whose offset is negative";
            }

            needed += spans[i].Length;
            end += spans[i].Offset + (long)spans[i].Length;
        }

        return needed != buckets ? $"spans need {needed} buckets, have {buckets} buckets: histogram spans specify different number of buckets than provided"
            : end is < int.MinValue or > int.MaxValue ? "histogram has a span whose offset is too large"
            : null;
    }

    private static string? BucketsFault(ImmutableArray<double> buckets, string side)
    {
        for (int i = 0; i < buckets.Length; i++)
        {
            if (buckets[i] < 0)
            {
                return $"{side}bucket number {i + 1} has observation count of {GoNumber.Format(buckets[i])}: histogram has a bucket whose observation count is negative";
            }
        }

        return null;
    }

    private string? CountFault()
    {
        if (!IsInteger)
        {
            return null;
        }

        double found = ZeroCount;
        foreach (double bucket in PositiveBuckets)
        {
            found += bucket;
        }

        foreach (double bucket in NegativeBuckets)
        {
            found += bucket;
        }

        // NaN observations are counted but lie in no bucket; only then may the count be larger.
        string numbers = string.Create(CultureInfo.InvariantCulture, $"{found:F0} observations found in buckets, but the Count field is {Count:F0}: ");
        return double.IsNaN(Sum)
            ? found > Count ? numbers + "histogram's observation count should be at least the number of observations found in the buckets" : null
            : found != Count ? numbers + "histogram's observation count should equal the number of observations found in the buckets (in absence of NaN)" : null;
    }
}
