namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>ts_of_min_over_time</c> and <c>ts_of_max_over_time</c>: the time of the last sample that has the extreme value.</summary>
internal sealed class TimeOfExtreme<TOrder> : WindowFunction
    where TOrder : struct, IExtremeOrder
{
    public override bool Evaluate(Window window)
    {
        if (window.FloatCount == 0)
        {
            return false;
        }

        window.InformOfIgnoredHistograms();
        ReadOnlySpan<double> values = window.Floats;
        int at = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (TOrder.Exceeds(values[i], values[at]) || values[i] == values[at] || double.IsNaN(values[at]))
            {
                at = i;
            }
        }

        return window.Result(window.FloatTimes[at] / 1000.0);
    }
}
