using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// Reduces histograms to their count and sum where a query asks for nothing else. Resets are found before the buckets go, because afterwards many of them could not be.
/// </summary>
internal static class HistogramStatistics
{
    public static void Reduce(SampleBuffer buffer)
    {
        if (buffer.Histograms is not { } histograms)
        {
            return;
        }

        NativeHistogram? last = null;
        for (int i = 0; i < buffer.Count; i++)
        {
            if (histograms[i] is not { IsStale: false } whole)
            {
                continue;
            }

            ResetHint hint = whole.ResetHint;
            if (hint == ResetHint.Unknown && last is not null)
            {
                hint = whole.IsResetAfter(last) ? ResetHint.Reset : ResetHint.NoReset;
            }

            last = whole;
            histograms[i] = new NativeHistogram { ResetHint = hint, Schema = whole.Schema, Count = whole.Count, Sum = whole.Sum };
        }
    }
}
