using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>Series that one block contributes to a selection, in label order. Holds the chunk pages of the series that were prepared last.</summary>
internal sealed class BlockLayer(BlockReader reader, BlockFooter footer, SeriesPlace[] series) : ISeriesLayer
{
    private readonly List<int> _needed = [];
    private int[] _pageNumbers = [];
    private RawPage[] _pages = [];
    private int _lastPage;

    public long Sequence => reader.Block.Sequence;

    public int Count => series.Length;

    public UInt128 HashOf(int one) => series[one].Page.HashOf(series[one].Place);

    public LabelSet LabelsOf(int one) => series[one].Page.LabelsOf(series[one].Place);

    public (long MinTime, long MaxTime) RangeOf(int one)
    {
        ReadOnlySpan<ChunkEntry> chunks = ChunksOf(one);
        return (chunks[0].MinTime, chunks[^1].MaxTime);
    }

    public ReadOnlySpan<ChunkEntry> ChunksOf(int one) => series[one].Page.ChunksOf(series[one].Place);

    public async ValueTask PrepareAsync(ReadOnlyMemory<int> wanted, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        _needed.Clear();
        foreach (int one in wanted.Span)
        {
            foreach (ref readonly ChunkEntry chunk in ChunksOf(one))
            {
                if (chunk.Overlaps(minTime, maxTime) && (_needed.Count == 0 || _needed[^1] < chunk.Page))
                {
                    _needed.Add(chunk.Page);
                }
            }
        }

        int[] numbers = [.. _needed];
        _pages = numbers.Length == 0 ? [] : await reader.RawPagesAsync(footer, numbers, cancellationToken).ConfigureAwait(false);
        (_pageNumbers, _lastPage) = (numbers, 0);
    }

    public void Append(int one, long minTime, long maxTime, SampleBuffer destination)
    {
        foreach (ref readonly ChunkEntry entry in ChunksOf(one))
        {
            if (entry.Overlaps(minTime, maxTime))
            {
                Decode(entry, minTime, maxTime, destination);
            }
        }
    }

    /// <summary>Hands a prepared series' chunks over to compaction, as they are where that is good enough.</summary>
    public void PassTo(int one, CompactionOutput output)
    {
        foreach (ref readonly ChunkEntry entry in ChunksOf(one))
        {
            if (!output.TryPass(ChunkOf(entry)))
            {
                Decode(entry, long.MinValue, long.MaxValue, output.Pending);
            }
        }
    }

    public void Dispose() => (_pageNumbers, _pages) = ([], []);

    private Chunk ChunkOf(in ChunkEntry entry) =>
        new(entry.Encoding, entry.Count, entry.MinTime, entry.MaxTime, PageOf(entry.Page).Bytes.AsMemory(entry.Offset, entry.Length));

    private void Decode(in ChunkEntry entry, long minTime, long maxTime, SampleBuffer destination)
    {
        Chunk chunk = ChunkOf(entry);
        try
        {
            ChunkDecoder.Decode(chunk, minTime, maxTime, destination);
        }
        catch (CorruptChunkException broken)
        {
            throw new CorruptBlockException(reader.Block.Name, footer.Pages[entry.Page].Offset,
                $"a chunk at byte {entry.Offset} of page {entry.Page}: {broken.Message}");
        }
    }

    private RawPage PageOf(int number)
    {
        if ((uint)_lastPage >= (uint)_pageNumbers.Length || _pageNumbers[_lastPage] != number)
        {
            _lastPage = Array.BinarySearch(_pageNumbers, number);
            if (_lastPage < 0)
            {
                throw new InvalidOperationException("The series was not prepared.");
            }
        }

        return _pages[_lastPage];
    }
}
