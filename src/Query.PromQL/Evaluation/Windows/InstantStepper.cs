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
        if (kind == WindowKind.Instant && samples.Histograms is null)
        {
            RunFloats(samples, destination);
            return;
        }

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

    private void RunFloats(SampleBuffer samples, ScratchColumn destination)
    {
        ReadOnlySpan<long> times = samples.Timestamps.AsSpan(0, samples.Count);
        ReadOnlySpan<double> values = samples.Values.AsSpan(0, samples.Count);
        Span<long> looks = counter.PerStep;
        long time = timing.DataTime(0), advance = timing.Pinned is null ? timing.Grid.Step : 0, range = timing.Range;
        int end = 0;
        for (int step = 0; step < looks.Length; step++, time += advance)
        {
            while ((uint)end < (uint)times.Length && times[end] <= time)
            {
                end++;
            }

            if (end > 0 && times[end - 1] > time - range && !SampleValue.IsStale(values[end - 1]))
            {
                looks[step]++;
                destination.Set(step, values[end - 1]);
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
