using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// The samples of one series as range functions see them: without stale markers, floats and histograms apart. A series of floats, which nearly all are, is used where it lies;
/// only a series that mixes is copied. Reused from series to series.
/// </summary>
internal sealed class SeriesSamples
{
    private double[] _ownFloats = [];
    private long[] _ownFloatTimes = [];
    private long[] _ownFloatStarts = [];
    private long[] _ownHistogramStarts = [];

    public long[] FloatTimes { get; private set; } = [];

    public double[] Floats { get; private set; } = [];

    /// <summary>Start timestamps of the floats; null when they are unknown or switched off.</summary>
    public long[]? FloatStarts { get; private set; }

    public int FloatCount { get; private set; }

    public long[] HistogramTimes { get; private set; } = [];

    public NativeHistogram[] Histograms { get; private set; } = [];

    public long[]? HistogramStarts { get; private set; }

    public int HistogramCount { get; private set; }

    /// <summary>Takes the samples of a series; the buffer belongs to this object until the next call.</summary>
    public void Load(SampleBuffer buffer, bool withStartTimestamps)
    {
        long[]? starts = withStartTimestamps ? buffer.StartTimestamps : null;
        HistogramCount = 0;
        if (buffer.Histograms is not null)
        {
            Separate(buffer, buffer.Histograms, starts);
            return;
        }

        double[] values = buffer.Values;
        long[] times = buffer.Timestamps;
        int kept = IndexOfStale(values.AsSpan(0, buffer.Count));
        if (kept < 0)
        {
            kept = buffer.Count;
        }
        else
        {
            for (int i = kept; i < buffer.Count; i++)
            {
                if (!SampleValue.IsStale(values[i]))
                {
                    values[kept] = values[i];
                    times[kept] = times[i];
                    if (starts is not null)
                    {
                        starts[kept] = starts[i];
                    }

                    kept++;
                }
            }
        }

        (FloatTimes, Floats, FloatStarts, FloatCount) = (times, values, starts, kept);
    }

    private static int IndexOfStale(ReadOnlySpan<double> values) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(values).IndexOf(SampleValue.StaleBits);

    private void Separate(SampleBuffer buffer, NativeHistogram?[] histograms, long[]? starts)
    {
        Reserve(buffer.Count);
        int floats = 0, hists = 0;
        for (int i = 0; i < buffer.Count; i++)
        {
            if (histograms[i] is { } histogram)
            {
                if (!histogram.IsStale)
                {
                    HistogramTimes[hists] = buffer.Timestamps[i];
                    _ownHistogramStarts[hists] = starts?[i] ?? 0;
                    Histograms[hists++] = histogram;
                }
            }
            else if (!SampleValue.IsStale(buffer.Values[i]))
            {
                _ownFloatTimes[floats] = buffer.Timestamps[i];
                _ownFloatStarts[floats] = starts?[i] ?? 0;
                _ownFloats[floats++] = buffer.Values[i];
            }
        }

        (FloatTimes, Floats, FloatStarts, FloatCount) = (_ownFloatTimes, _ownFloats, starts is null ? null : _ownFloatStarts, floats);
        (HistogramStarts, HistogramCount) = (starts is null ? null : _ownHistogramStarts, hists);
    }

    private void Reserve(int count)
    {
        if (_ownFloats.Length < count)
        {
            int size = Math.Max(count, 2 * _ownFloats.Length);
            (_ownFloats, _ownFloatTimes, _ownFloatStarts, _ownHistogramStarts) = (new double[size], new long[size], new long[size], new long[size]);
            (HistogramTimes, Histograms) = (new long[size], new NativeHistogram[size]);
        }
    }
}
