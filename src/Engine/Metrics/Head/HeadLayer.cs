using System.Runtime.InteropServices;
using System.Text;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// What a head contributes to a selection. Finished chunks are referred to, they never change; open ones were copied while the layer was made, so the head may go on at once. Labels are
/// put together when they are asked for.
/// </summary>
internal sealed class HeadLayer(SeriesTable table, long sequence) : ISeriesLayer
{
    /// <summary>The first piece of memory for labels and open chunks; each further one is twice as large, up to the last size.</summary>
    private const int FirstBlockSize = 1 << 9, LastBlockSize = 1 << 16;

    private readonly List<uint> _series = [];
    private readonly List<int> _ends = [];
    private readonly List<Chunk> _chunks = [];
    private HashSet<int>? _unordered;
    private SampleBuffer? _scratch;
    private LabelSet[]? _labels;
    private byte[] _block = [];
    private int _used;

    /// <inheritdoc/>
    public long Sequence => sequence;

    /// <inheritdoc/>
    public int Count => _series.Count;

    /// <summary>The number of a series in its table.</summary>
    public uint NumberOf(int series) => _series[series];

    /// <summary>The chunks of a series; not in order when <see cref="IsOrdered"/> says so.</summary>
    public ReadOnlySpan<Chunk> ChunksOf(int series) => CollectionsMarshal.AsSpan(_chunks)[(series == 0 ? 0 : _ends[series - 1]).._ends[series]];

    /// <summary>Do the chunks of a series ascend without overlap?</summary>
    public bool IsOrdered(int series) => _unordered?.Contains(series) != true;

    /// <inheritdoc/>
    public UInt128 HashOf(int series)
    {
        ref SeriesRecord record = ref table[_series[series]];
        return new UInt128(record.HashHigh, record.HashLow);
    }

    /// <inheritdoc/>
    public LabelSet LabelsOf(int series)
    {
        _labels ??= new LabelSet[_series.Count];
        ref LabelSet labels = ref _labels[series];
        if (labels.IsEmpty)
        {
            int size = table.LabelSizeOf(_series[series]);
            table.CopyLabels(_series[series], Room(size));
            labels = new LabelSet(_block, _used, size);
            _used += size;
        }

        return labels;
    }

    /// <inheritdoc/>
    public (long MinTime, long MaxTime) RangeOf(int series)
    {
        (long min, long max) = (long.MaxValue, long.MinValue);
        foreach (ref readonly Chunk chunk in ChunksOf(series))
        {
            min = Math.Min(min, chunk.MinTime);
            max = Math.Max(max, chunk.MaxTime);
        }

        return (min, max);
    }

    /// <inheritdoc/>
    public ValueTask PrepareAsync(ReadOnlyMemory<int> series, long minTime, long maxTime, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Append(int series, long minTime, long maxTime, SampleBuffer destination)
    {
        if (IsOrdered(series))
        {
            foreach (ref readonly Chunk chunk in ChunksOf(series))
            {
                ChunkDecoder.Decode(chunk, minTime, maxTime, destination);
            }

            return;
        }

        SampleBuffer scratch = _scratch ??= new SampleBuffer();
        scratch.Clear();
        foreach (ref readonly Chunk chunk in ChunksOf(series))
        {
            ChunkDecoder.Decode(chunk, minTime, maxTime, scratch);
        }

        int[] order = new int[scratch.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        scratch.Timestamps.AsSpan(0, scratch.Count).ToArray().AsSpan().Sort(order.AsSpan());
        foreach (int i in order)
        {
            destination.AddFrom(scratch, i);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The names of all labels of the series, sorted bytewise.</summary>
    public IReadOnlyList<string> LabelNames()
    {
        var names = new HashSet<int>();
        foreach (uint series in _series)
        {
            foreach (uint pair in table.PairsOf(series))
            {
                names.Add(table.Pairs[pair].Name);
            }
        }

        List<string> sorted = [.. names.Select(name => Encoding.UTF8.GetString(table.Pairs.Names[name].Name))];
        sorted.Sort(SortedTexts.Compare);
        return sorted;
    }

    /// <summary>The values of one label over the series, sorted bytewise.</summary>
    public IReadOnlyList<string> LabelValues(string name)
    {
        if (table.Pairs.FindName(Encoding.UTF8.GetBytes(name)) is not { } wanted)
        {
            return [];
        }

        var values = new HashSet<uint>();
        foreach (uint series in _series)
        {
            foreach (uint pair in table.PairsOf(series))
            {
                if (ReferenceEquals(table.Pairs.Names[table.Pairs[pair].Name], wanted))
                {
                    values.Add(pair);
                }
            }
        }

        List<string> sorted = [.. values.Select(pair => Encoding.UTF8.GetString(table.Pairs.ValueOf(pair)))];
        sorted.Sort(SortedTexts.Compare);
        return sorted;
    }

    /// <summary>Adds the finished chunks of the next series that overlap the range, oldest first.</summary>
    internal void AddChunks(SealedChunks chunks, uint newest, long minTime, long maxTime)
    {
        int first = _chunks.Count;
        for (uint number = newest; number != 0;)
        {
            ref readonly SealedChunk chunk = ref chunks[number];
            if (chunk.MaxTime >= minTime && chunk.MinTime <= maxTime)
            {
                _chunks.Add(chunks.Open(chunk));
            }

            number = chunk.Previous;
        }

        _chunks.Reverse(first, _chunks.Count - first);
    }

    /// <summary>Adds a copy of the next series' open chunk.</summary>
    internal void AddCopy(in Chunk chunk)
    {
        int length = chunk.Bytes.Length;
        chunk.Bytes.Span.CopyTo(Room(length));
        _chunks.Add(chunk with { Bytes = _block.AsMemory(_used, length) });
        _used += length;
    }

    /// <summary>Ends the series, if it has chunks in the range, with those from its side.</summary>
    internal void EndSeries(uint series, SeriesSide? side, long minTime, long maxTime, ChunkEncoder encoder)
    {
        int first = _ends.Count == 0 ? 0 : _ends[^1];
        if (side is not null)
        {
            AddSide(side, first, minTime, maxTime, encoder);
        }

        if (_chunks.Count > first)
        {
            _series.Add(series);
            _ends.Add(_chunks.Count);
        }
    }

    private void AddSide(SeriesSide side, int first, long minTime, long maxTime, ChunkEncoder encoder)
    {
        _chunks.AddRange(side.Finished);
        if (side.Open is { } open)
        {
            _chunks.Add(open);
        }

        bool late = side.Late is not null;
        side.Late?.AddChunksTo(_chunks, encoder);
        Span<Chunk> all = CollectionsMarshal.AsSpan(_chunks)[first..];
        all.Sort(static (left, right) => left.MinTime.CompareTo(right.MinTime));
        int kept = first;
        foreach (Chunk chunk in all)
        {
            if (chunk.MaxTime >= minTime && chunk.MinTime <= maxTime)
            {
                _chunks[kept++] = chunk;
            }
        }

        _chunks.RemoveRange(kept, _chunks.Count - kept);
        if (late)
        {
            (_unordered ??= []).Add(_series.Count);
        }
    }

    private Span<byte> Room(int length)
    {
        if (_block.Length - _used < length)
        {
            _block = GC.AllocateUninitializedArray<byte>(Math.Max(length, Math.Clamp(2 * _block.Length, FirstBlockSize, LastBlockSize)));
            _used = 0;
        }

        return _block.AsSpan(_used, length);
    }
}
