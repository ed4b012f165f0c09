using System.Globalization;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Annotations;

/// <summary>How far the buckets of classic histograms had to be lifted to be monotonic.</summary>
internal sealed record MonotonicityRepair(double MinBucket, double MaxBucket, double MaxDifference, long MinTime, long MaxTime, int Samples = 1)
{
    public MonotonicityRepair Joined(MonotonicityRepair other) => new(
        Math.Min(MinBucket, other.MinBucket), Math.Max(MaxBucket, other.MaxBucket), Math.Max(MaxDifference, other.MaxDifference),
        Math.Min(MinTime, other.MinTime), Math.Max(MaxTime, other.MaxTime), Samples + other.Samples);

    public string Text() => string.Create(
        CultureInfo.InvariantCulture,
        $", from buckets {PrometheusFloat.FormatGeneral(MinBucket)} to {PrometheusFloat.FormatGeneral(MaxBucket)}, with a max diff of {PrometheusFloat.FormatGeneral(MaxDifference, 2)}, over {Samples} samples from {Time(MinTime)} to {Time(MaxTime)}");

    private static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeSeconds(milliseconds / 1000).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
