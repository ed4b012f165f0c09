using System.Runtime.CompilerServices;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>How far the samples of a window speak for the whole range. Durations in seconds.</summary>
internal struct Extrapolation
{
    private readonly double _sampled;
    private readonly double _toEnd;
    private double _toStart;

    /// <param name="rangeStart">Where the range begins.</param>
    /// <param name="rangeEnd">Where it ends.</param>
    /// <param name="first">The time of the first sample in it.</param>
    /// <param name="last">The time of the last one.</param>
    /// <param name="intervals">How many intervals there are between samples.</param>
    /// <param name="startTimestamp">The start timestamp of the first sample; 0: unknown.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Extrapolation(long rangeStart, long rangeEnd, long first, long last, int intervals, long startTimestamp = 0)
    {
        _toStart = (first - rangeStart) / 1000.0;
        _toEnd = (rangeEnd - last) / 1000.0;
        _sampled = (last - first) / 1000.0;
        double average = intervals > 0 ? _sampled / intervals : 0;
        double threshold = average * 1.1;
        StartsInside = startTimestamp != 0 && startTimestamp > rangeStart && startTimestamp < first;
        IsPossible = StartsInside || intervals > 0;
        if (StartsInside)
        {
            _toStart = 0;
            _sampled = (last - startTimestamp) / 1000.0;
        }
        else if (_toStart >= threshold)
        {
            _toStart = average / 2;
        }

        if (_toEnd >= threshold)
        {
            _toEnd = average / 2;
        }
    }

    /// <summary>False for a single sample whose start is not known to lie in the range.</summary>
    public bool IsPossible { get; }

    /// <summary>True when a start timestamp in the range stands for a zero sample: nothing is extrapolated to the left.</summary>
    public bool StartsInside { get; }

    /// <summary>By what the difference of the samples grows.</summary>
    public readonly double Factor => _sampled != 0 ? (_sampled + _toStart + _toEnd) / _sampled : 1;

    /// <summary>Begins no earlier than where the counter would have been zero, given how many of its increases the first value is.</summary>
    public void LimitToZero(double increases) => _toStart = Math.Min(_toStart, _sampled * increases);
}
