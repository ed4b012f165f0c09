using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>Looks up, for every step, the newest sample of a series within the lookback. If that one is a stale marker the series has ended and there is no point.</summary>
internal sealed class InstantStepper(SelectorTiming timing, WindowKind kind, SampleCounter counter)
{
    public void Run(LabelSet labels, SampleBuffer samples, ScratchColumn destination)
    {
        destination.Clear();
        int newest = -1, steps = timing.Grid.Count, count = samples.Count;
        long[] times = samples.Timestamps;
        for (int step = 0; step < steps; step++)
        {
            long time = timing.DataTime(step);
            while (newest + 1 < count && times[newest + 1] <= time)
            {
                newest++;
            }

            if (newest < 0 || times[newest] <= time - timing.Range)
            {
                continue;
            }

            if (samples.Histograms?[newest] is { } histogram)
            {
                if (!histogram.IsStale)
                {
                    counter.Look(step, SampleCounter.WeightOf(histogram));
                    SetHistogram(labels, samples, newest, step, histogram, destination);
                }
            }
            else if (!SampleValue.IsStale(samples.Values[newest]))
            {
                counter.Look(step, 1);
                destination.Set(step, kind == WindowKind.Instant ? samples.Values[newest] : TimeOf(samples, newest));
            }
        }
    }

    private double TimeOf(SampleBuffer samples, int index) =>
        (kind == WindowKind.SampleStartTime ? samples.StartTimestamps?[index] ?? 0 : samples.Timestamps[index]) / 1000.0;

    private void SetHistogram(LabelSet labels, SampleBuffer samples, int index, int step, NativeHistogram histogram, ScratchColumn destination)
    {
        switch (kind)
        {
            case WindowKind.Instant:
                destination.Set(step, histogram);
                break;
            case WindowKind.InfoTime:
                throw new QueryException(QueryErrorKind.Execution, $"this should be an info metric, with float samples: {labels}");
            default:
                destination.Set(step, TimeOf(samples, index));
                break;
        }
    }
}
