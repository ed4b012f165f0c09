using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>avg_over_time</c> of floats or of histograms.</summary>
internal sealed class AverageOverTime : WindowFunction, IColumnFunction
{
    private readonly HistogramsOverTime _histograms = new(average: true);
    private readonly SlidingSums _sums = new();

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

    public bool? TryEvaluate(FloatWindows windows, ScratchColumn destination) =>
        _sums.TryEvaluate(windows, destination, static (sum, count) => Mean.Of(sum, count).Value);
}
