using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>avg_over_time</c> of floats or of histograms.</summary>
internal sealed class AverageOverTime : WindowFunction
{
    private readonly HistogramsOverTime _histograms = new(average: true);

    public override bool Evaluate(Window window)
    {
        if (window.HistogramCount > 0)
        {
            return window.FloatCount > 0 ? window.RefuseMix() : _histograms.Evaluate(window);
        }

        ReadOnlySpan<double> values = window.Floats;
        var mean = new Mean(values[0]);
        foreach (double value in values[1..])
        {
            mean.Add(value);
        }

        return window.Result(mean.Value);
    }
}
