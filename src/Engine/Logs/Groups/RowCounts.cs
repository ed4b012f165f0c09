using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>How many rows and bytes of lines a group has by stream, minute and level. Columns with one element for each cell, sorted by stream and minute.</summary>
internal sealed class RowCounts : CachedPage
{
    private RowCounts(byte[][] levels, int[] streamEnds, long[] minutes, int[] levelNumbers, int[] rows, long[] bytes) =>
        (Levels, StreamEnds, Minutes, LevelNumbers, Rows, Bytes) = (levels, streamEnds, minutes, levelNumbers, rows, bytes);

    /// <summary>The levels that occur; empty text for none.</summary>
    public byte[][] Levels { get; }

    /// <summary>By stream: the cell behind its last.</summary>
    public int[] StreamEnds { get; }

    /// <summary>By cell: the minute.</summary>
    public long[] Minutes { get; }

    /// <summary>By cell: the place in <see cref="Levels"/>.</summary>
    public int[] LevelNumbers { get; }

    /// <summary>By cell: rows.</summary>
    public int[] Rows { get; }

    /// <summary>By cell: bytes of lines.</summary>
    public long[] Bytes { get; }

    /// <inheritdoc/>
    public override long MemoryBytes => 256 + (Minutes.Length * 24L) + (StreamEnds.Length * 4L) + Levels.Sum(static level => 32L + level.Length);

    /// <summary>Counts rows that are sorted by stream and time.</summary>
    /// <param name="streamEnds">By stream: the row behind its last.</param>
    /// <param name="times">The rows' times.</param>
    /// <param name="lengths">The lengths of the rows' lines.</param>
    /// <param name="levelOf">The rows' levels as places in <paramref name="levels"/>.</param>
    /// <param name="levels">The levels.</param>
    public static RowCounts Of(ReadOnlySpan<int> streamEnds, ReadOnlySpan<long> times, ReadOnlySpan<int> lengths, ReadOnlySpan<int> levelOf, byte[][] levels)
    {
        int[] ends = new int[streamEnds.Length];
        List<long> minutes = [], bytes = [];
        List<int> numbers = [], rows = [];
        int[] levelRows = new int[levels.Length];
        long[] levelBytes = new long[levels.Length];
        var touched = new List<int>();
        for (int stream = 0, row = 0; stream < ends.Length; stream++)
        {
            while (row < streamEnds[stream])
            {
                long minute = MinuteGrid.Of(times[row]);
                for (; row < streamEnds[stream] && MinuteGrid.Of(times[row]) == minute; row++)
                {
                    int level = levelOf[row];
                    if (levelRows[level]++ == 0)
                    {
                        touched.Add(level);
                    }

                    levelBytes[level] += lengths[row];
                }

                touched.Sort();
                foreach (int level in touched)
                {
                    minutes.Add(minute);
                    numbers.Add(level);
                    rows.Add(levelRows[level]);
                    bytes.Add(levelBytes[level]);
                    (levelRows[level], levelBytes[level]) = (0, 0);
                }

                touched.Clear();
            }

            ends[stream] = minutes.Count;
        }

        return new RowCounts(levels, ends, [.. minutes], [.. numbers], [.. rows], [.. bytes]);
    }

    /// <summary>Adds the counts to a page.</summary>
    public void WriteTo(BlockByteWriter page)
    {
        page.WriteVarint(Levels.Length);
        foreach (byte[] level in Levels)
        {
            page.WriteVarint(level.Length);
            page.Write(level);
        }

        long minute = 0;
        for (int stream = 0, cell = 0; stream < StreamEnds.Length; stream++)
        {
            page.WriteVarint(StreamEnds[stream] - cell);
            for (; cell < StreamEnds[stream]; cell++)
            {
                page.WriteSigned(Minutes[cell] - minute);
                page.WriteVarint(LevelNumbers[cell]);
                page.WriteVarint(Rows[cell]);
                page.WriteVarint(Bytes[cell]);
                minute = Minutes[cell];
            }
        }
    }

    /// <summary>Reads the counts of a group.</summary>
    public static RowCounts Read(ref BlockByteReader page, GroupHeader header)
    {
        byte[][] levels = new byte[page.ReadCount()][];
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = page.ReadBytes(page.ReadCount()).ToArray();
        }

        int[] ends = new int[header.StreamEnds.Length];
        List<long> minutes = [], bytes = [];
        List<int> numbers = [], rows = [];
        long minute = 0, left = header.Rows;
        for (int stream = 0; stream < ends.Length; stream++)
        {
            for (int cells = page.ReadCount(); cells > 0; cells--)
            {
                minutes.Add(minute = unchecked(minute + page.ReadSigned()));
                numbers.Add(page.ReadIndex(levels.Length));
                rows.Add(page.ReadInt(header.Rows));
                bytes.Add((long)page.ReadVarint());
                left -= rows[^1];
            }

            ends[stream] = minutes.Count;
        }

        return left == 0 && page.Left == 0 ? new RowCounts(levels, ends, [.. minutes], [.. numbers], [.. rows], [.. bytes]) : throw page.Corrupt("counts do not add up");
    }
}
