using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Metrics.Reading;

/// <summary>
/// The samples of one series in time order, in columns that are reused from series to series. Stale markers are included
/// (<see cref="SampleValue.IsStale(double)"/>); a histogram sample has its histogram in <see cref="Histograms"/> and NaN in <see cref="Values"/>.
/// </summary>
public sealed class SampleBuffer
{
    /// <summary>Milliseconds since the epoch, strictly increasing, valid up to <see cref="Count"/>.</summary>
    public long[] Timestamps { get; private set; } = new long[256];

    /// <summary>Values, valid up to <see cref="Count"/>.</summary>
    public double[] Values { get; private set; } = new double[256];

    /// <summary>Histograms by position; null while the series has none in this range.</summary>
    public NativeHistogram?[]? Histograms { get; private set; }

    /// <summary>Start timestamps by position (0 = unknown); null while the series has none in this range.</summary>
    public long[]? StartTimestamps { get; private set; }

    /// <summary>How many samples there are.</summary>
    public int Count { get; set; }

    /// <summary>Empties the buffer, keeping its columns' memory.</summary>
    public void Clear()
    {
        Count = 0;
        Histograms = null;
        StartTimestamps = null;
    }

    /// <summary>Makes room for <paramref name="capacity"/> samples, keeping what is there.</summary>
    public void EnsureCapacity(int capacity)
    {
        if (capacity <= Timestamps.Length)
        {
            return;
        }

        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity);
        Timestamps = Grown(Timestamps, size);
        Values = Grown(Values, size);
        Histograms = Histograms is null ? null : Grown(Histograms, size);
        StartTimestamps = StartTimestamps is null ? null : Grown(StartTimestamps, size);
    }

    /// <summary>Appends a float sample.</summary>
    public void Add(long timestamp, double value, long startTimestamp = 0)
    {
        EnsureCapacity(Count + 1);
        Timestamps[Count] = timestamp;
        Values[Count] = value;
        if (startTimestamp != 0)
        {
            (StartTimestamps ??= new long[Timestamps.Length])[Count] = startTimestamp;
        }
        else if (StartTimestamps is not null)
        {
            StartTimestamps[Count] = 0;
        }

        if (Histograms is not null)
        {
            Histograms[Count] = null;
        }

        Count++;
    }

    /// <summary>Appends a histogram sample.</summary>
    public void Add(long timestamp, NativeHistogram histogram, long startTimestamp = 0)
    {
        Add(timestamp, double.NaN, startTimestamp);
        (Histograms ??= new NativeHistogram?[Timestamps.Length])[Count - 1] = histogram;
    }

    /// <summary>Appends a sample of another buffer.</summary>
    public void AddFrom(SampleBuffer other, int index)
    {
        ArgumentNullException.ThrowIfNull(other);
        long start = other.StartTimestamps?[index] ?? 0;
        if (other.Histograms?[index] is { } histogram)
        {
            Add(other.Timestamps[index], histogram, start);
        }
        else
        {
            Add(other.Timestamps[index], other.Values[index], start);
        }
    }

    /// <summary>The column of start timestamps, made if need be; positions behind <see cref="Count"/> are for the caller to fill before <see cref="Extend"/>.</summary>
    internal long[] WithStartTimestamps() => StartTimestamps ??= new long[Timestamps.Length];

    /// <summary>Takes over float samples that were written straight into the columns behind <see cref="Count"/>.</summary>
    internal void Extend(int samples, bool withStarts)
    {
        if (!withStarts && StartTimestamps is not null)
        {
            StartTimestamps.AsSpan(Count, samples).Clear();
        }

        if (Histograms is not null)
        {
            Histograms.AsSpan(Count, samples).Clear();
        }

        Count += samples;
    }

    /// <summary>Of the float samples from <paramref name="first"/> on, which are in time order, keeps those in the range.</summary>
    internal void Trim(int first, long minTime, long maxTime)
    {
        Span<long> times = Timestamps.AsSpan(first, Count - first);
        int from = LowerBound(times, minTime);
        int kept = (maxTime == long.MaxValue ? times.Length : LowerBound(times, maxTime + 1)) - from;
        Count = first + Math.Max(kept, 0);
        if (from > 0 && kept > 0)
        {
            times.Slice(from, kept).CopyTo(times);
            Values.AsSpan(first + from, kept).CopyTo(Values.AsSpan(first));
            StartTimestamps?.AsSpan(first + from, kept).CopyTo(StartTimestamps.AsSpan(first));
        }
    }

    private static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = times[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static T[] Grown<T>(T[] column, int size)
    {
        Array.Resize(ref column, size);
        return column;
    }
}
