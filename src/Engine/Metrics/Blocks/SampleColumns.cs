using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>What merging does with the columns of sample buffers.</summary>
internal static class SampleColumns
{
    /// <summary>Removes the samples at or behind position <paramref name="from"/> whose timestamps lie in the range (both ends inclusive).</summary>
    public static void Remove(SampleBuffer samples, int from, long minTime, long maxTime)
    {
        int start = LowerBound(samples, from, minTime), end = maxTime == long.MaxValue ? samples.Count : LowerBound(samples, start, maxTime + 1);
        int moved = samples.Count - end;
        if (start == end)
        {
            return;
        }

        Array.Copy(samples.Timestamps, end, samples.Timestamps, start, moved);
        Array.Copy(samples.Values, end, samples.Values, start, moved);
        if (samples.Histograms is { } histograms)
        {
            Array.Copy(histograms, end, histograms, start, moved);
            histograms[start] = WithoutPredecessor(histograms[start]);
        }

        if (samples.StartTimestamps is { } starts)
        {
            Array.Copy(starts, end, starts, start, moved);
        }

        samples.Count -= end - start;
    }

    /// <summary>Appends the union of two buffers to a third; where both have a timestamp, the sample of <paramref name="newer"/> counts.</summary>
    public static void AppendMerged(SampleBuffer older, SampleBuffer newer, SampleBuffer destination)
    {
        int i = 0, j = 0;
        while (i < older.Count && j < newer.Count)
        {
            long left = older.Timestamps[i], right = newer.Timestamps[j];
            if (left < right)
            {
                int end = LowerBound(older, i, right);
                Append(older, i, end - i, destination);
                i = end;
            }
            else
            {
                i += left == right ? 1 : 0;
                int end = i < older.Count ? LowerBound(newer, j + 1, older.Timestamps[i]) : j + 1;
                Append(newer, j, end - j, destination);
                j = end;
            }
        }

        Append(older, i, older.Count - i, destination);
        Append(newer, j, newer.Count - j, destination);
    }

    /// <summary>Appends a run of samples.</summary>
    public static void Append(SampleBuffer source, int first, int count, SampleBuffer destination)
    {
        if (source.Histograms is { } histograms)
        {
            for (int i = first; i < first + count; i++)
            {
                long start = source.StartTimestamps?[i] ?? 0;
                if (histograms[i] is { } histogram)
                {
                    destination.Add(source.Timestamps[i], i == first ? WithoutPredecessor(histogram)! : histogram, start);
                }
                else
                {
                    destination.Add(source.Timestamps[i], source.Values[i], start);
                }
            }

            return;
        }

        int at = destination.Count;
        destination.EnsureCapacity(at + count);
        Array.Copy(source.Timestamps, first, destination.Timestamps, at, count);
        Array.Copy(source.Values, first, destination.Values, at, count);
        if (source.StartTimestamps is { } starts)
        {
            Array.Copy(starts, first, destination.WithStartTimestamps(), at, count);
        }

        destination.Extend(count, source.StartTimestamps is not null);
    }

    /// <summary>The first position at or behind <paramref name="from"/> whose timestamp is not below <paramref name="time"/>.</summary>
    public static int LowerBound(SampleBuffer samples, int from, long time)
    {
        int index = Array.BinarySearch(samples.Timestamps, from, samples.Count - from, time);
        return index < 0 ? ~index : index;
    }

    // That there was no reset has been found out against a sample that is no longer the one before.
    private static NativeHistogram? WithoutPredecessor(NativeHistogram? histogram) =>
        histogram?.ResetHint == ResetHint.NoReset ? histogram.WithResetHint(ResetHint.Unknown) : histogram;
}
