using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>The histograms' side of <see cref="ExtendedRate"/>.</summary>
internal static class ExtendedHistogramRate
{
    public static bool Evaluate(Window window, bool isCounter, bool smoothed, double divisor)
    {
        ReadOnlySpan<NativeHistogram> histograms = window.Histograms;
        ReadOnlySpan<long> times = window.HistogramTimes;
        var bounds = ExtendedBounds.Of(times, window.RangeStart, window.RangeEnd, smoothed);
        if (bounds.IsEmpty || !HaveOneKind(window, histograms[bounds.First..(bounds.Last + 1)], isCounter))
        {
            return false;
        }

        NativeHistogram? left = smoothed && times[bounds.First] < window.RangeStart
            ? Interpolate(window, bounds.First, window.RangeStart, isCounter)
            : histograms[bounds.First];
        NativeHistogram? right = smoothed && bounds.Last > 0 && times[bounds.Last] > window.RangeEnd
            ? Interpolate(window, bounds.Last - 1, window.RangeEnd, isCounter)
            : histograms[bounds.Last];
        if (left is null || right is null)
        {
            return false;
        }

        if (!isCounter && (left.ResetHint != ResetHint.Gauge || right.ResetHint != ResetHint.Gauge))
        {
            window.Warn(AnnotationText.NotGauge(window.MetricName));
        }

        var difference = new HistogramAccumulator();
        difference.Add(right);
        if (!Combine(window, difference.Subtract(left), "subtraction"))
        {
            return false;
        }

        if (isCounter && !AddLostAtResets(window, difference, bounds, left, right, smoothed))
        {
            return false;
        }

        difference.ResetHint = ResetHint.Gauge;
        return window.Result(difference.ToHistogram().Divide(divisor));
    }

    /// <summary>The histogram between a sample and its successor; a counter reset in between starts from nothing. Null, with a warning, when the two are incompatible.</summary>
    public static NativeHistogram? Interpolate(Window window, int before, long time, bool isCounter)
    {
        NativeHistogram left = window.Histograms[before], right = window.Histograms[before + 1];
        long from = window.HistogramTimes[before], to = window.HistogramTimes[before + 1];
        if (time == from)
        {
            return left;
        }

        if (time == to)
        {
            return right;
        }

        double fraction = (double)(time - from) / (to - from);
        if (isCounter && right.IsResetAfter(left))
        {
            return right.Multiply(fraction);
        }

        NativeHistogram? result = right.Subtract(left, out HistogramFlags flags);
        if (!Combine(window, flags, "subtraction"))
        {
            return null;
        }

        result = result!.WithResetHint(right.ResetHint).Multiply(fraction).Add(left, out flags);
        return Combine(window, flags, "addition") ? result : null;
    }

    private static bool HaveOneKind(Window window, ReadOnlySpan<NativeHistogram> histograms, bool isCounter)
    {
        foreach (NativeHistogram histogram in histograms)
        {
            if (histogram.UsesCustomBuckets != histograms[0].UsesCustomBuckets)
            {
                return window.RefuseSchemas();
            }

            if (isCounter && histogram.ResetHint == ResetHint.Gauge)
            {
                window.Warn(AnnotationText.NotCounter(window.MetricName));
            }
        }

        return true;
    }

    /// <summary>
    /// Adds every histogram before a reset. Left stands for the first sample; where it was interpolated across a reset, that one is accounted for. Right stands for the last
    /// sample, whose hint it has, so the last sample itself is not compared.
    /// </summary>
    private static bool AddLostAtResets(
        Window window, HistogramAccumulator difference, ExtendedBounds bounds, NativeHistogram left, NativeHistogram right, bool smoothed)
    {
        ReadOnlySpan<NativeHistogram> histograms = window.Histograms;
        int next = bounds.First + 1;
        NativeHistogram previous = left;
        if (smoothed && window.HistogramTimes[bounds.First] < window.RangeStart && histograms[next].IsResetAfter(histograms[bounds.First]))
        {
            previous = histograms[next++];
        }

        if (next > bounds.Last)
        {
            return true;
        }

        for (; next < bounds.Last; next++)
        {
            if (histograms[next].IsResetAfter(previous) && !Combine(window, difference.Add(previous), "addition"))
            {
                return false;
            }

            previous = histograms[next];
        }

        return !right.IsResetAfter(previous) || Combine(window, difference.Add(previous), "addition");
    }

    private static bool Combine(Window window, HistogramFlags flags, string operation)
    {
        if ((flags & HistogramFlags.Incompatible) != 0)
        {
            return window.RefuseSchemas();
        }

        window.InformOfReconciledBounds(flags, operation);
        return true;
    }
}
