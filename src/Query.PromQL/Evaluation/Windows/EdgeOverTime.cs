namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>first_over_time</c>, <c>last_over_time</c> and the times of these samples, whichever kind they are of.</summary>
internal sealed class EdgeOverTime(bool last, bool time) : WindowFunction
{
    public override bool Evaluate(Window window)
    {
        bool isHistogram = window.FloatCount == 0 || (window.HistogramCount > 0 && HistogramIsFurther(window));
        if (time)
        {
            ReadOnlySpan<long> times = isHistogram ? window.HistogramTimes : window.FloatTimes;
            return window.Result((last ? times[^1] : times[0]) / 1000.0);
        }

        return isHistogram
            ? window.Result(last ? window.Histograms[^1] : window.Histograms[0])
            : window.Result(last ? window.Floats[^1] : window.Floats[0]);
    }

    private bool HistogramIsFurther(Window window) =>
        last ? window.HistogramTimes[^1] >= window.FloatTimes[^1] : window.HistogramTimes[0] <= window.FloatTimes[0];
}
