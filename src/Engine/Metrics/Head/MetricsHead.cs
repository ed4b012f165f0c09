using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// A shard's recent samples in memory: the series table, open chunks in segments, finished ones packed, and per series that needs it a side with late samples and histograms.
/// <see cref="Freeze"/> hands the content over to be written as a block and leaves the table with its series. Not thread-safe; layers it hands out may be read anywhere.
/// </summary>
internal sealed partial class MetricsHead
{
    /// <summary>The longest that a chunk spans, milliseconds.</summary>
    public const long MaxChunkDuration = 2 * 60 * 60 * 1000;

    private const int MaxChunkSize = 1 + (ChunkEncoder.DefaultSamples * DecimalChunkAppender.MaxSampleSize);

    private static readonly NativeHistogram s_staleHistogram = new() { Sum = SampleValue.Stale };

    private readonly OpenSegments _segments = new();
    private PagedArray<long> _lastStarts = new();
    private readonly ChunkEncoder _encoder = new();
    private readonly SampleBuffer _scratch = new();
    private readonly byte[] _gathered = new byte[MaxChunkSize];
    private SealedChunks _sealed = new();
    private Dictionary<uint, SeriesSide> _sides = [];
    private long _samples;

    /// <summary>The series.</summary>
    public SeriesTable Table { get; private set; } = new();

    /// <summary>The earliest sample; <see cref="long.MaxValue"/> when there is none.</summary>
    public long MinTime { get; private set; } = long.MaxValue;

    /// <summary>The latest sample; <see cref="long.MinValue"/> when there is none.</summary>
    public long MaxTime { get; private set; } = long.MinValue;

    /// <summary>How many samples there are.</summary>
    public long Samples => _samples;

    /// <summary>How many chunks of floats there are.</summary>
    public long Chunks
    {
        get
        {
            long open = 0;
            for (uint series = 0; series < Table.Count; series++)
            {
                open += Table[series].Open.Count > 0 ? 1 : 0;
            }

            return open + _sealed.Count;
        }
    }

    /// <summary>Bytes of memory, roughly.</summary>
    public long Bytes => Table.Bytes + _segments.Bytes + _sealed.Bytes + _lastStarts.Bytes + (_sides.Count == 0 ? 0 : _sides.Values.Sum(static side => side.Bytes));

    /// <summary>
    /// Takes the content out. The series stay, and so does their newest sample, to recognise repeats; no series counts as defined in the log. When more than
    /// <paramref name="idleShare"/> of the series have no sample since <paramref name="idleBefore"/>, they are dropped by starting another table.
    /// </summary>
    public FrozenHead Freeze(long idleBefore, double idleShare)
    {
        uint[] newest = new uint[Table.Count];
        uint idle = 0;
        for (uint series = 0; series < Table.Count; series++)
        {
            ref SeriesRecord record = ref Table[series];
            if (record.Open.Count > 0)
            {
                Seal(ref record);
            }

            newest[series] = record.Sealed;
            record.Sealed = 0;
            record.Clear(SeriesRecord.Logged);
            idle += record.Open.LastTime < idleBefore ? 1u : 0;
        }

        var frozen = new FrozenHead(Table, _sealed, newest, _sides, MinTime, MaxTime, _samples);
        _sealed = new SealedChunks();
        _segments.Reset();
        _samples = 0;
        (MinTime, MaxTime) = (long.MaxValue, long.MinValue);
        _sides = Successors(_sides);
        if (idle > Table.Count * idleShare)
        {
            Renumber(idleBefore);
        }

        return frozen;
    }

    /// <summary>The series that satisfy all matchers and have samples in the range, with their chunks; without the bytes of open ones unless <paramref name="withSamples"/>.</summary>
    public HeadLayer Select(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, long sequence, bool withSamples)
    {
        var layer = new HeadLayer(Table, sequence);
        if (MinTime > maxTime || MaxTime < minTime)
        {
            return layer;
        }

        foreach (uint series in new SeriesIndex(Table).Select(matchers))
        {
            AddTo(layer, series, minTime, maxTime, withSamples);
        }

        return layer;
    }

    /// <summary>
    /// Forgets the newest samples in the range that are kept only to recognise repeats: their content has gone into a block, and there it was deleted, so a repeat is a new sample.
    /// </summary>
    public void ForgetNewest(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime)
    {
        foreach (uint series in new SeriesIndex(Table).Select(matchers))
        {
            ref SeriesRecord record = ref Table[series];
            bool isHere = record.Has(SeriesRecord.LastIsHistogram) ? _sides[series] is { Open: not null } or { Finished.Count: > 0 } : record.Open.Count > 0;
            if (!isHere && record.Open.LastTime >= minTime && record.Open.LastTime <= maxTime)
            {
                record.Open.LastTime = long.MinValue;
            }
        }
    }

    private void AddTo(HeadLayer layer, uint series, long minTime, long maxTime, bool withSamples)
    {
        ref SeriesRecord record = ref Table[series];
        layer.AddChunks(_sealed, record.Sealed, minTime, maxTime);
        if (record.Open.Count > 0 && record.Open.LastTime >= minTime && record.Open.FirstTime <= maxTime)
        {
            layer.AddCopy(withSamples ? OpenChunk(record) : new Chunk(record.Open.Encoding, record.Open.Count, record.Open.FirstTime, record.Open.LastTime, default));
        }

        layer.EndSeries(series, record.Has(SeriesRecord.HasSide) ? _sides[series] : null, minTime, maxTime, _encoder);
    }

    private Dictionary<uint, SeriesSide> Successors(Dictionary<uint, SeriesSide> sides)
    {
        var successors = new Dictionary<uint, SeriesSide>();
        foreach ((uint series, SeriesSide side) in sides)
        {
            ref SeriesRecord record = ref Table[series];
            if (side.Successor(record.Has(SeriesRecord.LastIsHistogram)) is { } successor)
            {
                successors.Add(series, successor);
            }
            else
            {
                record.Clear(SeriesRecord.HasSide);
            }
        }

        return successors;
    }

    private void Renumber(long idleBefore)
    {
        var table = new SeriesTable();
        var sides = new Dictionary<uint, SeriesSide>();
        var starts = new PagedArray<long>();
        byte[] labels = [];
        for (uint old = 0; old < Table.Count; old++)
        {
            ref SeriesRecord record = ref Table[old];
            if (record.Open.LastTime < idleBefore)
            {
                continue;
            }

            int size = Table.LabelSizeOf(old);
            if (labels.Length < size)
            {
                labels = new byte[size * 2];
            }

            Table.CopyLabels(old, labels);
            uint series = table.Add(record.HashLow, record.HashHigh, labels.AsSpan(0, size));
            table[series].Open = record.Open;
            if (record.Open.HasStarts)
            {
                starts.Grow(series + 1);
                starts[series] = _lastStarts[old];
            }

            if (_sides.TryGetValue(old, out SeriesSide? side))
            {
                sides.Add(series, side);
            }
        }

        Table = table;
        _sides = sides;
        _lastStarts = starts;
    }
}
