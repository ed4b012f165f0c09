using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>Counts the samples that a query touches, as Prometheus counts them. A histogram weighs as much as its numbers: size in bytes / 16. Not thread-safe.</summary>
internal sealed class SampleCounter(int steps)
{
    private readonly long[] _perStep = new long[steps];

    /// <summary>Samples that the steps looked at: one in a window of five steps counts five times.</summary>
    public long[] PerStep => _perStep;

    /// <summary>Samples read, each once.</summary>
    public long Read { get; set; }

    /// <summary>Series that the selector matched.</summary>
    public long Series { get; set; }

    public void Look(int step, long samples) => _perStep[step] += samples;

    /// <summary>Adds what was counted elsewhere, over the same steps.</summary>
    public void Add(SampleCounter other)
    {
        Read += other.Read;
        Series += other.Series;
        for (int step = 0; step < _perStep.Length; step++)
        {
            _perStep[step] += other._perStep[step];
        }
    }

    /// <summary>What a histogram counts for.</summary>
    public static int WeightOf(NativeHistogram histogram)
    {
        int numbers = histogram.PositiveBuckets.Length + histogram.NegativeBuckets.Length + histogram.CustomBounds.Length
            + histogram.PositiveSpans.Length + histogram.NegativeSpans.Length;
        return (168 + (8 * numbers) + 8) / 16;
    }
}
