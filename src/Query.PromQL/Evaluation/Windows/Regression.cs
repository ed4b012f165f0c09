using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// <c>deriv</c> and <c>predict_linear</c>: the least-squares line through the floats of a window; its slope, or where it is so many seconds after the evaluation time.
/// </summary>
internal sealed class Regression(StepScalar? secondsAhead) : WindowFunction
{
    public override bool Evaluate(Window window)
    {
        if (window.FloatCount < 2)
        {
            if (window.FloatCount == 1)
            {
                window.InformOfIgnoredHistograms();
            }

            return false;
        }

        window.InformOfIgnoredHistograms();
        if (secondsAhead is not { } seconds)
        {
            return window.Result(Fit(window, window.FloatTimes[0]).Slope);
        }

        (double slope, double intercept) = Fit(window, window.Time);
        return window.Result((slope * seconds[window.Step]) + intercept);
    }

    /// <summary>The line, with its intercept at a given time. Times are taken relative to it, in seconds, to keep the squares small.</summary>
    private static (double Slope, double Intercept) Fit(Window window, long zero)
    {
        ReadOnlySpan<double> values = window.Floats;
        ReadOnlySpan<long> times = window.FloatTimes;
        CompensatedSum sumX = default, sumY = default, sumXY = default, sumX2 = default;
        bool constant = true;
        for (int i = 0; i < values.Length; i++)
        {
            constant &= values[i] == values[0] || i == 0;
            double x = (times[i] - zero) / 1e3;
            sumX.Add(x);
            sumY.Add(values[i]);
            sumXY.Add(x * values[i]);
            sumX2.Add(x * x);
        }

        if (constant)
        {
            return double.IsInfinity(values[0]) ? (double.NaN, double.NaN) : (0, values[0]);
        }

        double n = values.Length;
        double totalX = sumX.Sum + sumX.Compensation, totalY = sumY.Sum + sumY.Compensation;
        double covariance = sumXY.Sum + sumXY.Compensation - (totalX * totalY / n);
        double variance = sumX2.Sum + sumX2.Compensation - (totalX * totalX / n);
        double slope = covariance / variance;
        return (slope, (totalY / n) - (slope * totalX / n));
    }
}
