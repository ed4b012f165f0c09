using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>mad_over_time</c>: the median of the distances to the median; NaN if any sample is NaN.</summary>
internal sealed class MedianDeviationOverTime : WindowFunction
{
    private double[] _scratch = [];

    public override bool Evaluate(Window window)
    {
        if (window.FloatCount == 0)
        {
            return false;
        }

        window.InformOfIgnoredHistograms();
        Span<double> values = Quantile.Copy(window.Floats, ref _scratch);
        foreach (double value in values)
        {
            if (double.IsNaN(value))
            {
                return window.Result(double.NaN);
            }
        }

        double median = Quantile.Of(0.5, values);
        foreach (ref double value in values)
        {
            value = Math.Abs(value - median);
        }

        return window.Result(Quantile.Of(0.5, values));
    }
}
