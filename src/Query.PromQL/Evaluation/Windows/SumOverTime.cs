using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>sum_over_time</c> of floats or of histograms.</summary>
internal sealed class SumOverTime : WindowFunction, IColumnFunction
{
    private readonly HistogramsOverTime _histograms = new(average: false);
    private readonly SlidingSums _sums = new();

    public override bool Evaluate(Window window)
    {
        if (window.HistogramCount > 0)
        {
            return window.FloatCount > 0 ? window.RefuseMix() : _histograms.Evaluate(window);
        }

        CompensatedSum sum = default;
        foreach (double value in window.Floats)
        {
            sum.Add(value);
        }

        return window.Result(sum.Total);
    }

    public bool? TryEvaluate(FloatWindows windows, ScratchColumn destination) =>
        _sums.TryEvaluate(windows, destination, static (sum, _) => sum.Total);
}
