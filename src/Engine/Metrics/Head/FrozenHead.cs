using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>The content of a head from before a cut, while it is being written as a block. Nothing in it changes any more; it is read until the block counts.</summary>
internal sealed class FrozenHead(
    SeriesTable table, SealedChunks chunks, uint[] newest, Dictionary<uint, SeriesSide> sides, long minTime, long maxTime, long samples)
{
    private readonly ChunkEncoder _encoder = new();

    /// <summary>The earliest sample.</summary>
    public long MinTime => minTime;

    /// <summary>The latest sample.</summary>
    public long MaxTime => maxTime;

    /// <summary>The series; more may come later.</summary>
    public SeriesTable Table => table;

    /// <summary>How many label pairs there were.</summary>
    public uint Pairs { get; } = table.Pairs.Count;

    /// <summary>How many samples there are.</summary>
    public long Samples => samples;

    /// <summary>How many chunks of floats there are.</summary>
    public long Chunks => chunks.Count;

    /// <summary>Bytes of memory, roughly, without the table, which the live head shares.</summary>
    public long Bytes => chunks.Bytes + (newest.Length * sizeof(uint)) + sides.Values.Sum(static side => side.Bytes);

    /// <summary>The series that satisfy all matchers and have samples in the range, with their chunks. To be called as the live head is, one at a time.</summary>
    public HeadLayer Select(IReadOnlyList<SeriesMatcher> matchers, long from, long to, long sequence)
    {
        var layer = new HeadLayer(table, sequence);
        if (minTime > to || maxTime < from)
        {
            return layer;
        }

        foreach (uint series in new SeriesIndex(table).Select(matchers))
        {
            if (series < newest.Length)
            {
                layer.AddChunks(chunks, newest[series], from, to);
                layer.EndSeries(series, sides.GetValueOrDefault(series), from, to, _encoder);
            }
        }

        return layer;
    }

    /// <summary>All series with samples, for the block writer.</summary>
    public HeadLayer SelectAll()
    {
        var layer = new HeadLayer(table, 0);
        for (uint series = 0; series < newest.Length; series++)
        {
            layer.AddChunks(chunks, newest[series], long.MinValue, long.MaxValue);
            layer.EndSeries(series, sides.GetValueOrDefault(series), long.MinValue, long.MaxValue, _encoder);
        }

        return layer;
    }
}
