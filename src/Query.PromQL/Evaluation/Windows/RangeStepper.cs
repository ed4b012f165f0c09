using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// Moves a window over the samples of one series after the other: both ends only go forward, so a series costs its samples plus its steps, whatever the overlap.
/// </summary>
internal sealed class RangeStepper(SelectorTiming timing, WindowFunction function, Window window, SampleCounter counter)
{
    /// <summary>Evaluates all steps of a series, whose samples are in the window, into a column.</summary>
    public void Run(LabelSet labels, ScratchColumn destination)
    {
        destination.Clear();
        window.BeginSeries(labels);
        SeriesSamples samples = window.Samples;
        function.BeginSeries(samples);
        int steps = timing.Grid.Count;
        bool hasFloats = false;
        for (int step = 0; step < steps; step++)
        {
            MoveTo(step, samples);
            if (window.FloatTo == window.FloatFrom && window.HistogramTo == window.HistogramFrom)
            {
                continue;
            }

            counter.Look(step, window.FloatCount + WeightOfHistograms());
            window.Histogram = null;
            if (!function.Evaluate(window))
            {
                continue;
            }

            if (window.Histogram is { } histogram)
            {
                destination.Set(step, histogram);
            }
            else
            {
                hasFloats = true;
                destination.Set(step, window.Value);
            }
        }

        function.EndSeries(window, hasFloats);
    }

    private void MoveTo(int step, SeriesSamples samples)
    {
        long end = timing.DataTime(step), start = end - timing.Range;
        (window.Step, window.Time, window.RangeStart, window.RangeEnd) = (step, timing.Grid.TimeOf(step), start, end);
        long after = start - timing.Before, upTo = end + timing.After;
        (window.FloatFrom, window.FloatTo) = Move(samples.FloatTimes, samples.FloatCount, window.FloatFrom, window.FloatTo, after, upTo);
        if (samples.HistogramCount > 0)
        {
            (window.HistogramFrom, window.HistogramTo) =
                Move(samples.HistogramTimes, samples.HistogramCount, window.HistogramFrom, window.HistogramTo, after, upTo);
        }
    }

    private static (int From, int To) Move(long[] times, int count, int from, int to, long after, long upTo)
    {
        while (to < count && times[to] <= upTo)
        {
            to++;
        }

        while (from < to && times[from] <= after)
        {
            from++;
        }

        return (from, to);
    }

    private long WeightOfHistograms()
    {
        long weight = 0;
        foreach (NativeHistogram histogram in window.Histograms)
        {
            weight += SampleCounter.WeightOf(histogram);
        }

        return weight;
    }
}
