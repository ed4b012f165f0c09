namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>count_over_time</c>: how many samples of either kind; <c>present_over_time</c>: 1.</summary>
internal sealed class CountOverTime(bool presence) : WindowFunction
{
    public override bool Evaluate(Window window) => window.Result(presence ? 1 : window.FloatCount + window.HistogramCount);
}
