using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>
/// A range selector that is a query by itself: the samples of the window of the one evaluation time. With an extended selector, points at the very ends of the range are made up
/// from what lies around them.
/// </summary>
internal sealed class RawSelection(LeafPart part)
{
    private readonly SelectorTiming _timing = part.Plan.Timing;
    private readonly long _end = part.Plan.Timing.DataTime(0);

    public void Take(LabelSet labels, SeriesSamples samples)
    {
        if (_timing.Extension != SelectorExtension.None)
        {
            TakeExtended(labels, samples);
            return;
        }

        int count = samples.FloatCount + samples.HistogramCount;
        long[] times = new long[count];
        double[] values = new double[count];
        NativeHistogram?[]? histograms = samples.HistogramCount > 0 ? new NativeHistogram?[count] : null;
        long weight = 0;
        for (int i = 0, f = 0, h = 0; i < count; i++)
        {
            if (h == samples.HistogramCount || (f < samples.FloatCount && samples.FloatTimes[f] < samples.HistogramTimes[h]))
            {
                (times[i], values[i]) = (samples.FloatTimes[f], samples.Floats[f]);
                f++;
                weight++;
            }
            else
            {
                (times[i], values[i], histograms![i]) = (samples.HistogramTimes[h], double.NaN, samples.Histograms[h]);
                weight += SampleCounter.WeightOf(samples.Histograms[h]);
                h++;
            }
        }

        Write(new RawSeries(labels, times, values, histograms), weight);
    }

    private void TakeExtended(LabelSet labels, SeriesSamples samples)
    {
        bool smoothed = _timing.Extension == SelectorExtension.Smoothed;
        if (samples.HistogramCount > 0)
        {
            throw new QueryException(QueryErrorKind.Execution, $"{(smoothed ? "smoothed" : "anchored")} modifier is not supported with histograms");
        }

        if (samples.FloatCount == 0)
        {
            return;
        }

        long start = _end - _timing.Range;
        ReadOnlySpan<long> times = samples.FloatTimes.AsSpan(0, samples.FloatCount);
        ReadOnlySpan<double> values = samples.Floats.AsSpan(0, samples.FloatCount);
        var bounds = ExtendedBounds.Of(times, start, _end, smoothed);
        if (bounds.IsEmpty)
        {
            return;
        }

        double left = bounds.Left(values, times, start, smoothed, isCounter: false);
        double right = bounds.Right(values, times, _end, smoothed, isCounter: false);
        long[] allTimes = [start, .. bounds.Inside(times, times, start, _end), _end];
        Write(new RawSeries(labels, allTimes, [left, .. bounds.Inside(values, times, start, _end), right], null), allTimes.Length);
    }

    private void Write(RawSeries series, long weight)
    {
        if (series.Timestamps.Length > 0)
        {
            part.Counter.Look(0, weight);
            part.Budget.Hold(weight);
            part.Raw.Add(series);
        }
    }
}
