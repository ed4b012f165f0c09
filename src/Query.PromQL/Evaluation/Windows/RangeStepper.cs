using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// Moves a window over the samples of one series after the other: both ends only go forward, so a series costs its samples plus its steps, whatever the overlap.
/// </summary>
internal sealed class RangeStepper(SelectorTiming timing, WindowFunction function, Window window, SampleCounter counter)
{
    private readonly FloatWindows _windows = new(timing, window.Samples);

    /// <summary>Evaluates all steps of a series, whose samples are in the window, into a column.</summary>
    public void Run(LabelSet labels, ScratchColumn destination)
    {
        destination.Clear();
        window.BeginSeries(labels);
        SeriesSamples samples = window.Samples;
        function.BeginSeries(samples);
        bool hasFloats = samples.HistogramCount == 0 && timing.Extension == SelectorExtension.None
            ? RunFloats(destination)
            : RunMixed(samples, destination);
        function.EndSeries(window, hasFloats);
    }

    private bool RunFloats(ScratchColumn destination)
    {
        _windows.Find(counter);
        if (function is IColumnFunction columns && columns.TryEvaluate(_windows, destination) is { } any)
        {
            return any;
        }

        ReadOnlySpan<int> from = _windows.From, to = _windows.To;
        bool hasFloats = false;
        for (int step = 0; step < from.Length; step++)
        {
            if (from[step] == to[step])
            {
                continue;
            }

            MoveTo(step);
            (window.FloatFrom, window.FloatTo) = (from[step], to[step]);
            if (function.Evaluate(window))
            {
                hasFloats = true;
                destination.Set(step, window.Value);
            }
        }

        return hasFloats;
    }

    private bool RunMixed(SeriesSamples samples, ScratchColumn destination)
    {
        int steps = timing.Grid.Count;
        bool hasFloats = false;
        for (int step = 0; step < steps; step++)
        {
            MoveTo(step);
            long after = window.RangeStart - timing.Before, upTo = window.RangeEnd + timing.After;
            (window.FloatFrom, window.FloatTo) = Move(samples.FloatTimes, samples.FloatCount, window.FloatFrom, window.FloatTo, after, upTo);
            (window.HistogramFrom, window.HistogramTo) =
                Move(samples.HistogramTimes, samples.HistogramCount, window.HistogramFrom, window.HistogramTo, after, upTo);
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

        return hasFloats;
    }

    private void MoveTo(int step)
    {
        long end = timing.DataTime(step);
        (window.Step, window.Time, window.RangeStart, window.RangeEnd) = (step, timing.Grid.TimeOf(step), end - timing.Range, end);
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
