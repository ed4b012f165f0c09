using System.Globalization;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>double_exponential_smoothing</c> (Holt's linear method): a smoothed value and a smoothed trend, each a weighted mean of the new and the old.</summary>
internal sealed class DoubleExponentialSmoothing(StepScalar smoothing, StepScalar trend) : WindowFunction
{
    public override bool Evaluate(Window window)
    {
        double sf = Checked(smoothing[window.Step], "smoothing"), tf = Checked(trend[window.Step], "trend");
        if (window.FloatCount < 2)
        {
            if (window.FloatCount == 1)
            {
                window.InformOfIgnoredHistograms();
            }

            return false;
        }

        window.InformOfIgnoredHistograms();
        ReadOnlySpan<double> values = window.Floats;
        double before = 0, level = values[0], slope = values[1] - values[0];
        for (int i = 1; i < values.Length; i++)
        {
            if (i > 1)
            {
                slope = (tf * (level - before)) + ((1 - tf) * slope);
            }

            (before, level) = (level, (sf * values[i]) + ((1 - sf) * (level + slope)));
        }

        return window.Result(level);
    }

    private static double Checked(double factor, string name) => factor is > 0 and < 1 or double.NaN
        ? factor
        : throw new QueryException(
            QueryErrorKind.Execution, string.Create(CultureInfo.InvariantCulture, $"invalid {name} factor. Expected: 0 < {name[0]}f < 1, got: {factor:F6}"));
}
