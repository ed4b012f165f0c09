using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>Walks the floats and histograms of a window in one order of time.</summary>
internal ref struct SampleSequence(Window window, int firstFloat, int firstHistogram)
{
    private int _float = window.FloatFrom + firstFloat;
    private int _histogram = window.HistogramFrom + firstHistogram;

    public double Value { get; private set; }

    public NativeHistogram? Histogram { get; private set; }

    public long Time { get; private set; }

    public long StartTimestamp { get; private set; }

    /// <summary>
    /// Begins at the anchor of an anchored selector, the newest sample up to the start of the range whatever its kind, or at the first sample of all. False when no sample lies
    /// after the start of the range.
    /// </summary>
    public static bool TryBegin(Window window, bool anchored, out SampleSequence sequence)
    {
        sequence = new SampleSequence(window, 0, 0);
        if (!anchored)
        {
            return true;
        }

        int floats = CountUpTo(window.FloatTimes, window.RangeStart), histograms = CountUpTo(window.HistogramTimes, window.RangeStart);
        if (floats == window.FloatCount && histograms == window.HistogramCount)
        {
            return false;
        }

        if (floats > 0 && (histograms == 0 || window.FloatTimes[floats - 1] >= window.HistogramTimes[histograms - 1]))
        {
            floats--;
        }
        else if (histograms > 0)
        {
            histograms--;
        }

        sequence = new SampleSequence(window, floats, histograms);
        return true;
    }

    public bool Read()
    {
        SeriesSamples samples = window.Samples;
        bool hasFloat = _float < window.FloatTo, hasHistogram = _histogram < window.HistogramTo;
        if (!hasFloat && !hasHistogram)
        {
            return false;
        }

        if (hasFloat && (!hasHistogram || samples.FloatTimes[_float] < samples.HistogramTimes[_histogram]))
        {
            (Value, Histogram, Time) = (samples.Floats[_float], null, samples.FloatTimes[_float]);
            StartTimestamp = samples.FloatStarts?[_float] ?? 0;
            _float++;
        }
        else
        {
            (Value, Histogram, Time) = (double.NaN, samples.Histograms[_histogram], samples.HistogramTimes[_histogram]);
            StartTimestamp = samples.HistogramStarts?[_histogram] ?? 0;
            _histogram++;
        }

        return true;
    }

    private static int CountUpTo(ReadOnlySpan<long> times, long time)
    {
        int count = 0;
        while (count < times.Length && times[count] <= time)
        {
            count++;
        }

        return count;
    }
}
