using System.Collections.Immutable;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>
/// One native histogram sample: exponential buckets (schema -4..8) or custom ones (schema -53). Immutable. Bucket counts are absolute, as doubles; integer histograms
/// keep their kind in <see cref="IsInteger"/> and are exact up to 2^53 observations.
/// </summary>
public sealed partial class NativeHistogram
{
    /// <summary>The schema of histograms with custom bucket bounds.</summary>
    public const int CustomBucketsSchema = -53;

    /// <summary>True when it arrived with integer counts; arithmetic makes float histograms.</summary>
    public bool IsInteger { get; init; }

    /// <summary>What is known about a counter reset before this sample.</summary>
    public ResetHint ResetHint { get; init; }

    /// <summary>The resolution: bucket bounds grow by 2^(2^-schema); or <see cref="CustomBucketsSchema"/>.</summary>
    public int Schema { get; init; }

    /// <summary>Observations with an absolute value up to this fall into the zero bucket.</summary>
    public double ZeroThreshold { get; init; }

    /// <summary>Observations in the zero bucket.</summary>
    public double ZeroCount { get; init; }

    /// <summary>All observations.</summary>
    public double Count { get; init; }

    /// <summary>The sum of all observations; the stale marker's bits make a stale histogram.</summary>
    public double Sum { get; init; }

    /// <summary>Where the positive buckets lie.</summary>
    public ImmutableArray<BucketSpan> PositiveSpans { get; init; } = [];

    /// <summary>Where the negative buckets lie.</summary>
    public ImmutableArray<BucketSpan> NegativeSpans { get; init; } = [];

    /// <summary>Absolute counts of the positive (or custom) buckets.</summary>
    public ImmutableArray<double> PositiveBuckets { get; init; } = [];

    /// <summary>Absolute counts of the negative buckets.</summary>
    public ImmutableArray<double> NegativeBuckets { get; init; } = [];

    /// <summary>The upper bounds of custom buckets, without +Inf.</summary>
    public ImmutableArray<double> CustomBounds { get; init; } = [];

    /// <summary>True for custom bucket bounds.</summary>
    public bool UsesCustomBuckets => Schema == CustomBucketsSchema;

    /// <summary>True for the stale marker.</summary>
    public bool IsStale => SampleValue.IsStale(Sum);
}
