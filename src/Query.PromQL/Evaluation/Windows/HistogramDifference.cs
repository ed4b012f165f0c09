using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>The difference between the last and the first histogram of a window, plus every histogram before a counter reset, in the coarsest layout of all.</summary>
internal static class HistogramDifference
{
    /// <summary>Null, with a warning, when the histograms can't be brought together.</summary>
    public static NativeHistogram? Of(Window window, bool isCounter)
    {
        ReadOnlySpan<NativeHistogram> histograms = window.Histograms;
        ReadOnlySpan<long> times = window.HistogramTimes, starts = window.HistogramStarts;
        NativeHistogram first = histograms[0], last = histograms[^1];
        if (isCounter && (first.ResetHint == ResetHint.Gauge || last.ResetHint == ResetHint.Gauge))
        {
            window.Warn(AnnotationText.NotCounter(window.MetricName));
        }

        // With a reset right after the first sample only the second one's layout matters.
        if (isCounter && IsReset(histograms, times, starts, 1))
        {
            first = histograms[1].ToEmpty();
        }

        if (last.UsesCustomBuckets != first.UsesCustomBuckets || !HaveOneKind(window, first, isCounter, out int schema))
        {
            window.RefuseSchemas();
            return null;
        }

        var difference = new HistogramAccumulator();
        difference.Add(schema < last.Schema ? last.CopyToSchema(schema) : last);
        if (!Combine(window, difference.Subtract(first), "subtraction"))
        {
            return null;
        }

        if (isCounter)
        {
            if (!AddLostAtResets(window, difference))
            {
                return null;
            }
        }
        else if (histograms[0].ResetHint != ResetHint.Gauge || last.ResetHint != ResetHint.Gauge)
        {
            window.Warn(AnnotationText.NotGauge(window.MetricName));
        }

        difference.ResetHint = ResetHint.Gauge;
        return difference.ToHistogram();
    }

    private static bool IsReset(ReadOnlySpan<NativeHistogram> histograms, ReadOnlySpan<long> times, ReadOnlySpan<long> starts, int at) =>
        (!starts.IsEmpty && StartTimestamps.IsReset(starts[at - 1], times[at - 1], starts[at], times[at])) || histograms[at].IsResetAfter(histograms[at - 1]);

    private static bool HaveOneKind(Window window, NativeHistogram first, bool isCounter, out int schema)
    {
        ReadOnlySpan<NativeHistogram> histograms = window.Histograms;
        schema = Math.Min(first.Schema, histograms[^1].Schema);
        if (!isCounter)
        {
            return true;
        }

        foreach (NativeHistogram histogram in histograms[1..^1])
        {
            if (histogram.ResetHint == ResetHint.Gauge)
            {
                window.Warn(AnnotationText.NotCounter(window.MetricName));
            }

            schema = Math.Min(schema, histogram.Schema);
            if (histogram.UsesCustomBuckets != first.UsesCustomBuckets)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AddLostAtResets(Window window, HistogramAccumulator difference)
    {
        ReadOnlySpan<NativeHistogram> histograms = window.Histograms;
        ReadOnlySpan<long> times = window.HistogramTimes, starts = window.HistogramStarts;
        bool overlaps = false;
        for (int i = 1; i < histograms.Length; i++)
        {
            if (!starts.IsEmpty && !overlaps && StartTimestamps.Overlaps(starts[i - 1], times[i - 1], starts[i]))
            {
                overlaps = true;
                Rate.ReportOverlap(window);
            }

            if (i > 1 && IsReset(histograms, times, starts, i) && !Combine(window, difference.Add(histograms[i - 1]), "addition"))
            {
                return false;
            }
        }

        return true;
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
