using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>A run of series with their labels spelled out (one slab for the whole page, so that selections hand out views) and their chunks.</summary>
internal sealed class SeriesPage : CachedPage
{
    private readonly byte[] _labels;
    private readonly int[] _labelEnds;
    private readonly UInt128[] _hashes;
    private readonly int[] _chunkEnds;
    private readonly ChunkEntry[] _chunks;

    public SeriesPage(int firstSeries, byte[] labels, int[] labelEnds, int[] chunkEnds, ChunkEntry[] chunks)
    {
        (FirstSeries, _labels, _labelEnds, _chunkEnds, _chunks) = (firstSeries, labels, labelEnds, chunkEnds, chunks);
        _hashes = new UInt128[labelEnds.Length];
        for (int i = 0; i < _hashes.Length; i++)
        {
            _hashes[i] = LabelsOf(i).Hash;
        }
    }

    public int FirstSeries { get; }

    /// <summary>How many series; the methods take places within the page.</summary>
    public int Count => _labelEnds.Length;

    public override long MemoryBytes => _labels.Length + (Count * 24L) + (_chunks.Length * 40L) + 160;

    public LabelSet LabelsOf(int place)
    {
        int start = place == 0 ? 0 : _labelEnds[place - 1];
        return new LabelSet(_labels, start, _labelEnds[place] - start);
    }

    public UInt128 HashOf(int place) => _hashes[place];

    public ReadOnlySpan<ChunkEntry> ChunksOf(int place) => _chunks.AsSpan((place == 0 ? 0 : _chunkEnds[place - 1]).._chunkEnds[place]);

    /// <summary>Does one of the series' chunks reach into the range?</summary>
    public bool Overlaps(int place, long minTime, long maxTime)
    {
        foreach (ref readonly ChunkEntry chunk in ChunksOf(place))
        {
            if (chunk.Overlaps(minTime, maxTime))
            {
                return true;
            }
        }

        return false;
    }
}
