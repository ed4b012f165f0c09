using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// <c>rate</c>, <c>increase</c> and <c>delta</c>: the difference of a window's last and first sample, plus what counters lost at resets, extrapolated to the ends of the range.
/// Where the first (last) sample lies within 1.1 average intervals of the end of the range, the series is taken to reach that far, otherwise half an interval further; a counter
/// is not extrapolated below zero. A start timestamp inside the range stands for a zero sample at its time.
/// </summary>
internal sealed class Rate(RateKind kind, long range, bool typeLabels) : WindowFunction, IColumnFunction
{
    private readonly bool _isCounter = kind != RateKind.Delta;
    private readonly double _divisor = kind == RateKind.Rate ? range / 1000.0 : 1;
    private readonly CounterName _counterName = new(typeLabels);
    private bool _mayReset;

    public override void BeginSeries(SeriesSamples samples)
    {
        _mayReset = false;
        if (!_isCounter)
        {
            return;
        }

        // Most counters never fall in the range of a query; their windows then need no walk over the samples.
        ReadOnlySpan<double> floats = samples.Floats.AsSpan(0, samples.FloatCount);
        bool falls = samples.FloatStarts is not null;
        for (int i = 1; i < floats.Length; i++)
        {
            falls |= floats[i] < floats[i - 1];
        }

        _mayReset = falls;
    }

    /// <summary>All windows, if start timestamps are out of play.</summary>
    public bool? TryEvaluate(FloatWindows windows, ScratchColumn destination)
    {
        if (windows.Samples.FloatStarts is not null)
        {
            return null;
        }

        ReadOnlySpan<int> from = windows.From, to = windows.To;
        ReadOnlySpan<double> values = windows.Values;
        ReadOnlySpan<long> times = windows.Times;
        long end = windows.FirstEnd;
        bool any = false;
        for (int step = 0; step < from.Length && step < to.Length; step++, end += windows.Advance)
        {
            int first = from[step], last = to[step] - 1;
            if (last <= first)
            {
                continue;
            }

            double firstValue = values[first], difference = values[last] - firstValue;
            if (_mayReset)
            {
                difference += LostAtResets(values[first..(last + 1)]);
            }

            var extrapolation = new Extrapolation(end - range, end, times[first], times[last], last - first);
            if (_isCounter && difference > 0 && firstValue >= 0)
            {
                extrapolation.LimitToZero(firstValue / difference);
            }

            destination.Set(step, difference * (extrapolation.Factor / _divisor));
            any = true;
        }

        return any;
    }

    public override bool Evaluate(Window window)
    {
        if (window.HistogramCount > 0)
        {
            return window.FloatCount > 0 ? window.RefuseMix() : EvaluateHistograms(window);
        }

        SeriesSamples samples = window.Samples;
        int first = window.FloatFrom, last = window.FloatTo - 1;
        double firstValue = samples.Floats[first];
        double difference = samples.Floats[last] - firstValue;
        if (_mayReset)
        {
            difference += LostAtResets(window);
        }

        long start = _isCounter && samples.FloatStarts is { } starts ? starts[first] : 0;
        var extrapolation = new Extrapolation(window.RangeStart, window.RangeEnd, samples.FloatTimes[first], samples.FloatTimes[last], last - first, start);
        if (!extrapolation.IsPossible)
        {
            return false;
        }

        if (extrapolation.StartsInside)
        {
            difference += firstValue;
        }
        else if (_isCounter && difference > 0 && firstValue >= 0)
        {
            extrapolation.LimitToZero(firstValue / difference);
        }

        return window.Result(difference * (extrapolation.Factor / _divisor));
    }

    public override void EndSeries(Window window, bool hasFloats)
    {
        if (_isCounter && hasFloats)
        {
            _counterName.Check(window);
        }
    }

    private static double LostAtResets(ReadOnlySpan<double> floats)
    {
        double lost = 0;
        for (int i = 1; i < floats.Length; i++)
        {
            if (floats[i] < floats[i - 1])
            {
                lost += floats[i - 1];
            }
        }

        return lost;
    }

    private static double LostAtResets(Window window)
    {
        ReadOnlySpan<double> floats = window.Floats;
        ReadOnlySpan<long> times = window.FloatTimes, starts = window.FloatStarts;
        double lost = 0;
        bool overlaps = false;
        for (int i = 1; i < floats.Length; i++)
        {
            if (!starts.IsEmpty && !overlaps && StartTimestamps.Overlaps(starts[i - 1], times[i - 1], starts[i]))
            {
                overlaps = true;
                ReportOverlap(window);
            }

            if (floats[i] < floats[i - 1] || (!starts.IsEmpty && StartTimestamps.IsReset(starts[i - 1], times[i - 1], starts[i], times[i])))
            {
                lost += floats[i - 1];
            }
        }

        return lost;
    }

    private bool EvaluateHistograms(Window window)
    {
        ReadOnlySpan<NativeHistogram> histograms = window.Histograms;
        ReadOnlySpan<long> times = window.HistogramTimes, starts = window.HistogramStarts;
        NativeHistogram? result = null;
        if (histograms.Length > 1)
        {
            result = HistogramDifference.Of(window, _isCounter);
            if (result is null)
            {
                return false;
            }
        }

        var extrapolation = new Extrapolation(
            window.RangeStart, window.RangeEnd, times[0], times[^1], histograms.Length - 1, _isCounter && !starts.IsEmpty ? starts[0] : 0);
        if (!extrapolation.IsPossible)
        {
            return false;
        }

        if (extrapolation.StartsInside)
        {
            if (result is null)
            {
                result = histograms[0];
            }
            else
            {
                result = result.Add(histograms[0], out HistogramFlags flags);
                if (result is null)
                {
                    return window.RefuseSchemas();
                }

                window.InformOfReconciledBounds(flags, "addition");
            }
        }
        else if (_isCounter && result!.Count > 0 && histograms[0].Count >= 0)
        {
            extrapolation.LimitToZero(histograms[0].Count / result.Count);
        }

        return window.Result(result!.Multiply(extrapolation.Factor / _divisor));
    }

    internal static void ReportOverlap(Window window) =>
        window.Annotate(new Annotation(IsWarning: true, AnnotationText.StartTimeOverlap(window.MetricName), default) { Overlaps = 1 });
}
