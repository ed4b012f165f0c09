using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Builds one block in memory; docs/formats/metrics-block.md has the format. Chunk bytes go into pages as they are, so a cut costs little more than zstd. Label
/// pairs get temporary
/// numbers as they appear; <see cref="Finish"/> sorts them, turns the series' pair lists around into postings and writes the index behind the chunks. Not
/// thread-safe; used once.
/// </summary>
public sealed class BlockWriter : IDisposable
{
    private readonly BlockPageWriter _pages;
    private readonly BlockByteWriter _chunkPage = new(BlockFormat.ChunkPageTarget);
    private readonly LabelPairTable _pairs = new();
    private readonly List<int> _pairEnds = [];
    private readonly List<int> _pairRefs = [];
    private readonly List<int> _chunkEnds = [];
    private readonly List<ChunkEntry> _chunks = [];
    private LabelSet _last;
    private long _minTime = long.MaxValue;
    private long _maxTime = long.MinValue;
    private long _samples;

    /// <summary>A writer whose pages are compressed at a zstd level: 1-3 when the head is cut, higher when compaction pays once for many reads.</summary>
    public BlockWriter(int compressionLevel = 1) => _pages = new BlockPageWriter(BlockFormat.Signature, compressionLevel);

    /// <summary>Metadata of metric families, opaque to the block.</summary>
    public ReadOnlyMemory<byte> Metadata { get; set; }

    /// <summary>Exemplars, opaque to the block.</summary>
    public ReadOnlyMemory<byte> Exemplars { get; set; }

    /// <summary>How many series were added.</summary>
    public int Count => _chunkEnds.Count;

    /// <summary>Adds the next series, in ascending order of labels (<see cref="LabelSet.CompareTo"/>), with at least one chunk; chunks ascend in time and do
    /// not overlap.
    /// Their bytes are copied as they are. The labels' bytes must stay unchanged until the next call.</summary>
    /// <exception cref="ArgumentException">The order of series or chunks is wrong.</exception>
    public void Add(LabelSet labels, ReadOnlySpan<Chunk> chunks)
    {
        if (Count > 0 && _last.CompareTo(labels) >= 0)
        {
            throw new ArgumentException("Series must come in ascending order of their labels.", nameof(labels));
        }

        Check(chunks);
        AddPairs(labels);
        foreach (ref readonly Chunk chunk in chunks)
        {
            AddChunk(chunk);
        }

        _chunkEnds.Add(_chunks.Count);
        _last = labels;
        _minTime = Math.Min(_minTime, chunks[0].MinTime);
        _maxTime = Math.Max(_maxTime, chunks[^1].MaxTime);
    }

    /// <summary>Closes the block.</summary>
    /// <exception cref="InvalidOperationException">There is no series.</exception>
    public FinishedBlock Finish()
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("A block needs at least one series.");
        }

        CloseChunkPage();
        var index = new BlockIndexWriter(_pages, _pairs, CollectionsMarshal.AsSpan(_pairEnds), CollectionsMarshal.AsSpan(_pairRefs),
            CollectionsMarshal.AsSpan(_chunkEnds), CollectionsMarshal.AsSpan(_chunks));
        index.Write(_minTime, _maxTime, _samples, Metadata.Span, Exemplars.Span);
        Dispose();
        return new FinishedBlock(_pages.Blob.WrittenMemory, _minTime, _maxTime, Count, _samples);
    }

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();

    private static void Check(ReadOnlySpan<Chunk> chunks)
    {
        if (chunks.IsEmpty)
        {
            throw new ArgumentException("A series needs at least one chunk.", nameof(chunks));
        }

        for (int i = 0; i < chunks.Length; i++)
        {
            ref readonly Chunk chunk = ref chunks[i];
            if (chunk.Count <= 0 || chunk.Bytes.IsEmpty || chunk.MinTime > chunk.MaxTime)
            {
                throw new ArgumentException("A chunk needs samples.", nameof(chunks));
            }

            if (i > 0 && chunk.MinTime <= chunks[i - 1].MaxTime)
            {
                throw new ArgumentException("Chunks must ascend in time and not overlap.", nameof(chunks));
            }
        }
    }

    private void AddPairs(LabelSet labels)
    {
        // Neighbours in label order share most of their labels, at the same places.
        int before = Count > 1 ? _pairEnds[^2] : 0, beforeEnd = Count > 0 ? _pairEnds[^1] : 0;
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            bool same = before < beforeEnd && _pairs.Is(_pairRefs[before], reader.Name, reader.Value);
            _pairRefs.Add(same ? _pairRefs[before] : _pairs.Intern(reader.Name, reader.Value));
            before++;
        }

        _pairEnds.Add(_pairRefs.Count);
    }

    private void AddChunk(in Chunk chunk)
    {
        if (_chunkPage.Length > 0 && _chunkPage.Length + chunk.Bytes.Length > BlockFormat.ChunkPageTarget)
        {
            CloseChunkPage();
        }

        _chunks.Add(new ChunkEntry(_pages.Pages.Count, _chunkPage.Length, chunk.Bytes.Length, chunk.Count, chunk.Encoding, chunk.MinTime, chunk.MaxTime));
        _chunkPage.Write(chunk.Bytes.Span);
        _samples += chunk.Count;
    }

    private void CloseChunkPage()
    {
        if (_chunkPage.Length > 0)
        {
            _pages.Add(_chunkPage.Written);
            _chunkPage.Clear();
        }
    }
}
