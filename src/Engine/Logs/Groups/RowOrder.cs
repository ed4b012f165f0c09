using System.Buffers;
using System.Runtime.InteropServices;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// The rows of a builder sorted by stream and time, those of one stream and time as they arrived. Streams are counted off first; within a stream rows mostly arrive in order, so that seldom
/// anything is left to sort.
/// </summary>
internal sealed class RowOrder
{
    private RowOrder(int[] streams, int[] ends, int[] rows) => (Streams, StreamEnds, Rows) = (streams, ends, rows);

    /// <summary>The owner's numbers of the streams, ascending.</summary>
    public int[] Streams { get; }

    /// <summary>By stream: the place behind its last row.</summary>
    public int[] StreamEnds { get; }

    /// <summary>The builder's rows in order.</summary>
    public int[] Rows { get; }

    public static RowOrder Of(RowGroupBuilder builder)
    {
        int count = builder.Count;
        ReadOnlySpan<int> streams = builder.Streams.AsSpan(0, count);
        var counts = new SortedDictionary<int, int>();
        for (int row = 0; row < count;)
        {
            int end = row + 1;
            while (end < count && streams[end] == streams[row])
            {
                end++;
            }

            counts[streams[row]] = counts.GetValueOrDefault(streams[row]) + end - row;
            row = end;
        }

        int[] numbers = [.. counts.Keys], ends = new int[numbers.Length], rows = new int[count];
        var next = new Dictionary<int, int>(numbers.Length);
        for (int i = 0, at = 0; i < numbers.Length; i++)
        {
            next.Add(numbers[i], at);
            ends[i] = at += counts[numbers[i]];
        }

        for (int row = 0; row < count; row++)
        {
            rows[CollectionsMarshal.GetValueRefOrNullRef(next, streams[row])++] = row;
        }

        for (int i = 0, start = 0; i < ends.Length; start = ends[i++])
        {
            SortByTime(rows.AsSpan(start, ends[i] - start), builder.Timestamps);
        }

        return new RowOrder(numbers, ends, rows);
    }

    private static void SortByTime(Span<int> rows, long[] timestamps)
    {
        bool isSorted = true;
        for (int i = 1; i < rows.Length && isSorted; i++)
        {
            isSorted = timestamps[rows[i]] >= timestamps[rows[i - 1]];
        }

        if (isSorted)
        {
            return;
        }

        long[] keys = ArrayPool<long>.Shared.Rent(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            keys[i] = timestamps[rows[i]];
        }

        keys.AsSpan(0, rows.Length).Sort(rows);

        // That sort mixes rows of the same time.
        for (int start = 0; start < rows.Length;)
        {
            int end = start + 1;
            while (end < rows.Length && keys[end] == keys[start])
            {
                end++;
            }

            rows[start..end].Sort();
            start = end;
        }

        ArrayPool<long>.Shared.Return(keys);
    }
}
