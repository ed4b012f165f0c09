namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// <c>min_over_time</c>, <c>max_over_time</c> and the times of these: NaN only when there is nothing else. The time is that of the last such sample.
/// </summary>
internal sealed class ExtremeOverTime(bool max, bool time) : WindowFunction
{
    public override bool Evaluate(Window window)
    {
        if (window.FloatCount == 0)
        {
            return false;
        }

        window.InformOfIgnoredHistograms();
        ReadOnlySpan<double> values = window.Floats;
        if (!time)
        {
            return window.Result(max ? Max(values) : Min(values));
        }

        int at = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if ((max ? values[i] >= values[at] : values[i] <= values[at]) || double.IsNaN(values[at]))
            {
                at = i;
            }
        }

        return window.Result(window.FloatTimes[at] / 1000.0);
    }

    private static double Max(ReadOnlySpan<double> values)
    {
        double result = values[0];
        foreach (double value in values)
        {
            if (value > result || double.IsNaN(result))
            {
                result = value;
            }
        }

        return result;
    }

    private static double Min(ReadOnlySpan<double> values)
    {
        double result = values[0];
        foreach (double value in values)
        {
            if (value < result || double.IsNaN(result))
            {
                result = value;
            }
        }

        return result;
    }
}
