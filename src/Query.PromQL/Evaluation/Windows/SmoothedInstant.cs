using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// An instant selector with <c>smoothed</c>: the sample at the time, else a value between its neighbours within the lookback, else the sample before carried on; nothing before the
/// first sample.
/// </summary>
internal sealed class SmoothedInstant : WindowFunction
{
    public override bool Evaluate(Window window)
    {
        if (window.IsMixed)
        {
            return window.RefuseMix();
        }

        long time = window.RangeEnd;
        ReadOnlySpan<long> times = window.FloatCount > 0 ? window.FloatTimes : window.HistogramTimes;
        int at = 0;
        while (at < times.Length && times[at] < time)
        {
            at++;
        }

        bool exact = at < times.Length && times[at] == time;
        if (!exact && at == 0)
        {
            return false;
        }

        return window.FloatCount > 0 ? Float(window, at, exact) : Histogram(window, at, exact);
    }

    private static bool Float(Window window, int at, bool exact)
    {
        if (exact || at == window.FloatCount)
        {
            return window.Result(window.Floats[exact ? at : at - 1]);
        }

        return window.Result(ExtendedBounds.Interpolate(window.Floats, window.FloatTimes, at - 1, window.RangeEnd, isCounter: false));
    }

    private static bool Histogram(Window window, int at, bool exact)
    {
        ReadOnlySpan<NativeHistogram> histograms = window.Histograms;
        if (exact)
        {
            return window.Result(histograms[at]);
        }

        NativeHistogram before = histograms[at - 1];
        if (at == histograms.Length)
        {
            // A hint speaks of two neighbouring samples; a carried value has none.
            return window.Result(before.WithResetHint(ResetHint.Unknown));
        }

        if (before.UsesCustomBuckets != histograms[at].UsesCustomBuckets)
        {
            return window.RefuseSchemas();
        }

        bool isCounter = before.ResetHint != ResetHint.Gauge || histograms[at].ResetHint != ResetHint.Gauge;
        return ExtendedHistogramRate.Interpolate(window, at - 1, window.RangeEnd, isCounter) is { } between && window.Result(between);
    }
}
