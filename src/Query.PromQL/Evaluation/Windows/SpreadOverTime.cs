using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>stdvar_over_time</c> and <c>stddev_over_time</c>: Welford's recurrence with compensated sums.</summary>
internal sealed class SpreadOverTime(bool root) : WindowFunction
{
    public override bool Evaluate(Window window)
    {
        if (window.FloatCount == 0)
        {
            return false;
        }

        window.InformOfIgnoredHistograms();
        double count = 0;
        CompensatedSum mean = default, squares = default;
        foreach (double value in window.Floats)
        {
            count++;
            double delta = value - (mean.Sum + mean.Compensation);
            mean.Add(delta / count);
            squares.Add(delta * (value - (mean.Sum + mean.Compensation)));
        }

        double variance = (squares.Sum + squares.Compensation) / count;
        return window.Result(root ? Math.Sqrt(variance) : variance);
    }
}
