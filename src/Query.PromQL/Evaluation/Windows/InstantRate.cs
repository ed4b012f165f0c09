using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>irate</c> and <c>idelta</c>: the difference of the last two samples alone, per second or as it is. At a counter reset it is the last sample itself.</summary>
internal sealed class InstantRate(bool isRate) : WindowFunction
{
    public override bool Evaluate(Window window)
    {
        if (window.FloatCount + window.HistogramCount < 2)
        {
            return false;
        }

        if (window.HistogramCount == 0)
        {
            return EvaluateFloats(window);
        }

        // The newest two samples of either kind decide; they must be of one kind.
        int histograms = NewestHistograms(window);
        return histograms switch
        {
            2 => EvaluateHistograms(window),
            0 => EvaluateFloats(window),
            _ => window.RefuseMix(),
        };
    }

    private static int NewestHistograms(Window window)
    {
        int floats = window.FloatCount, histograms = window.HistogramCount, newest = 0;
        for (int taken = 0; taken < 2; taken++)
        {
            bool histogram = floats == 0 || (histograms > 0 && window.HistogramTimes[histograms - 1] > window.FloatTimes[floats - 1]);
            newest += histogram ? 1 : 0;
            (floats, histograms) = histogram ? (floats, histograms - 1) : (floats - 1, histograms);
        }

        return newest;
    }

    private bool EvaluateFloats(Window window)
    {
        ReadOnlySpan<double> values = window.Floats[^2..];
        ReadOnlySpan<long> times = window.FloatTimes[^2..], starts = window.FloatStarts;
        bool reset = isRate && (values[1] < values[0] || (!starts.IsEmpty && StartTimestamps.IsReset(starts[^2], times[0], starts[^1], times[1])));
        double difference = reset ? values[1] : values[1] - values[0];
        return window.Result(isRate ? difference / ((times[1] - times[0]) / 1000.0) : difference);
    }

    private bool EvaluateHistograms(Window window)
    {
        NativeHistogram first = window.Histograms[^2], last = window.Histograms[^1];
        ReadOnlySpan<long> times = window.HistogramTimes[^2..], starts = window.HistogramStarts;
        if (isRate && (first.ResetHint == ResetHint.Gauge || last.ResetHint == ResetHint.Gauge))
        {
            window.Warn(AnnotationText.NotCounter(window.MetricName));
        }

        if (!isRate && (first.ResetHint != ResetHint.Gauge || last.ResetHint != ResetHint.Gauge))
        {
            window.Warn(AnnotationText.NotGauge(window.MetricName));
        }

        NativeHistogram? result = last;
        bool reset = isRate && ((!starts.IsEmpty && StartTimestamps.IsReset(starts[^2], times[0], starts[^1], times[1])) || last.IsResetAfter(first));
        if (!reset)
        {
            result = last.Subtract(first, out HistogramFlags flags);
            if (result is null)
            {
                return window.RefuseSchemas();
            }

            window.InformOfReconciledBounds(flags, "subtraction");
        }

        result = result.WithResetHint(ResetHint.Gauge);
        return window.Result(isRate ? result.Divide((times[1] - times[0]) / 1000.0) : result.Compact());
    }
}
