using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>changes</c>: how often a sample differs from the one before; NaN equals NaN, a float differs from a histogram.</summary>
internal sealed class Changes(bool anchored) : WindowFunction
{
    public override bool Evaluate(Window window)
    {
        if (!SampleSequence.TryBegin(window, anchored, out SampleSequence samples) || !samples.Read())
        {
            return false;
        }

        int changes = 0;
        do
        {
            (double value, NativeHistogram? histogram) = (samples.Value, samples.Histogram);
            if (!samples.Read())
            {
                break;
            }

            bool change = (histogram, samples.Histogram) switch
            {
                (null, null) => samples.Value != value && !(double.IsNaN(samples.Value) && double.IsNaN(value)),
                ({ } before, { } now) => !now.SameValue(before),
                _ => true,
            };
            changes += change ? 1 : 0;
        }
        while (true);

        return window.Result(changes);
    }
}
