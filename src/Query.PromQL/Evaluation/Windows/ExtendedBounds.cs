namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>Which samples of an extended window stand at the two ends of the range.</summary>
internal readonly record struct ExtendedBounds(int First, int Last)
{
    /// <summary>True when the series has nothing to say about the range.</summary>
    public bool IsEmpty => First < 0;

    /// <summary>
    /// First: the last sample up to the start of the range, else the first one. Last: the newest sample; smoothed: the first one from the end of the range on, else the newest.
    /// </summary>
    public static ExtendedBounds Of(ReadOnlySpan<long> times, long start, long end, bool smoothed)
    {
        int last = times.Length - 1;
        int first = Math.Max(0, CountUpTo(times[..last], start) - 1);
        if (smoothed)
        {
            last = CountUpTo(times[..last], end - 1);
        }

        return times[last] <= start || (smoothed && times[first] > end) ? new(-1, -1) : new(first, last);
    }

    /// <summary>The value at the start of the range.</summary>
    public double Left(ReadOnlySpan<double> values, ReadOnlySpan<long> times, long start, bool smoothed, bool isCounter) =>
        smoothed && times[First] < start ? Interpolate(values, times, First, start, isCounter) : values[First];

    /// <summary>The value at the end of the range.</summary>
    public double Right(ReadOnlySpan<double> values, ReadOnlySpan<long> times, long end, bool smoothed, bool isCounter) =>
        smoothed && Last > 0 && times[Last] > end ? Interpolate(values, times, Last - 1, end, isCounter) : values[Last];

    /// <summary>The items strictly inside the range.</summary>
    public ReadOnlySpan<T> Inside<T>(ReadOnlySpan<T> items, ReadOnlySpan<long> times, long start, long end)
    {
        int from = times[First] <= start ? First + 1 : First;
        int to = times[Last] >= end ? Last : Last + 1;
        return to <= from ? default : items[from..to];
    }

    /// <summary>The value between a sample and its successor; a counter that falls in between starts at zero.</summary>
    public static double Interpolate(ReadOnlySpan<double> values, ReadOnlySpan<long> times, int before, long time, bool isCounter)
    {
        double left = values[before], right = values[before + 1];
        if (isCounter && right < left)
        {
            left = 0;
        }

        return left + ((right - left) * (time - times[before]) / (times[before + 1] - times[before]));
    }

    private static int CountUpTo(ReadOnlySpan<long> times, long time)
    {
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (times[middle] > time)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
