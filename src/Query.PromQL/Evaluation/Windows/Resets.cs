using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>resets</c>: how often a counter fell, started anew by its start timestamp, or turned from float to histogram or back.</summary>
internal sealed class Resets(bool anchored) : WindowFunction
{
    public override bool Evaluate(Window window)
    {
        if (!SampleSequence.TryBegin(window, anchored, out SampleSequence samples) || !samples.Read())
        {
            return false;
        }

        int resets = 0;
        do
        {
            (double value, NativeHistogram? histogram, long time, long start) = (samples.Value, samples.Histogram, samples.Time, samples.StartTimestamp);
            if (!samples.Read())
            {
                break;
            }

            bool reset = (histogram, samples.Histogram) switch
            {
                (null, null) => samples.Value < value || StartTimestamps.IsReset(start, time, samples.StartTimestamp, samples.Time),
                ({ } before, { } now) => StartTimestamps.IsReset(start, time, samples.StartTimestamp, samples.Time) || now.IsResetAfter(before),
                _ => true,
            };
            resets += reset ? 1 : 0;
        }
        while (true);

        return window.Result(resets);
    }
}
