using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>Counts the samples that a query touches, as Prometheus counts them, and stops it at a limit. A histogram weighs as much as its numbers: size in bytes / 16.</summary>
internal sealed class SampleCounter(int steps, long limit)
{
    private readonly long[] _perStep = new long[steps];
    private long _held;

    /// <summary>Samples that the steps looked at: one in a window of five steps counts five times.</summary>
    public long[] PerStep => _perStep;

    /// <summary>Samples read, each once.</summary>
    public long Read { get; set; }

    /// <summary>Series that the selector matched.</summary>
    public long Series { get; set; }

    /// <summary>The most samples held at a time.</summary>
    public long Peak { get; private set; }

    public void Look(int step, long samples) => _perStep[step] += samples;

    /// <summary>Takes samples into memory for as long as the query runs, on top of <paramref name="transient"/> ones.</summary>
    /// <exception cref="QueryException">The query would hold too many.</exception>
    public void Hold(long samples, long transient = 0)
    {
        _held += samples;
        Peak = Math.Max(Peak, _held + transient);
        if (Peak > limit)
        {
            throw QueryErrors.TooManySamples();
        }
    }

    /// <summary>Takes note of the most samples that another counter, whose samples are at hand now, held.</summary>
    /// <exception cref="QueryException">Together they are too many.</exception>
    public void HoldElsewhere(long peak) => Hold(peak);

    /// <summary>What a histogram counts for.</summary>
    public static int WeightOf(NativeHistogram histogram)
    {
        int numbers = histogram.PositiveBuckets.Length + histogram.NegativeBuckets.Length + histogram.CustomBounds.Length
            + histogram.PositiveSpans.Length + histogram.NegativeSpans.Length;
        return (168 + (8 * numbers) + 8) / 16;
    }
}
