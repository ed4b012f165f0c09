using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// The series of a head, numbered as they come: records in pages, an open-addressing table from label hash to number, labels as pair numbers, and the postings of each pair.
/// Series are only added; a head that lost many of them starts a new table. One writer; labels of series that were there before may be read from another thread.
/// </summary>
internal sealed class SeriesTable
{
    /// <summary>The most labels that a series may have.</summary>
    public const int MaxLabels = 1000;

    private const int RunPageBits = 15;
    private const uint RunPageMask = (1 << RunPageBits) - 1;

    private readonly PagedArray<SeriesRecord> _records = new();
    private readonly uint[] _scratch = new uint[MaxLabels];
    private int _lastCount;
    private uint[][] _runs = new uint[4][];
    private uint _nextRun;
    private uint[] _table = new uint[64];

    /// <summary>The distinct labels.</summary>
    public LabelPairs Pairs { get; } = new();

    /// <summary>The postings of <see cref="Pairs"/>.</summary>
    public PostingLists Postings { get; } = new();

    /// <summary>How many series there are.</summary>
    public uint Count => _records.Count;

    /// <summary>Bytes of memory.</summary>
    public long Bytes => _records.Bytes + (_table.Length * sizeof(uint)) + (_nextRun * sizeof(uint)) + Pairs.Bytes + Postings.Bytes;

    /// <summary>A series.</summary>
    public ref SeriesRecord this[uint series]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _records[series];
    }

    /// <summary>
    /// Finds a series by its hash. Senders repeat themselves, and numbers are given in order of arrival, so the series behind <paramref name="previous"/> is tried first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ulong hashLow, ulong hashHigh, uint previous, out uint series)
    {
        series = previous + 1;
        if (series < _records.Count)
        {
            ref SeriesRecord guess = ref _records[series];
            if (guess.HashLow == hashLow && guess.HashHigh == hashHigh)
            {
                return true;
            }
        }

        return TryProbe(hashLow, hashHigh, out series);
    }

    /// <summary>Adds a series that is not there yet. The labels are canonical, at most <see cref="MaxLabels"/>, none longer than <see cref="LabelPairs.MaxLabelSize"/>.</summary>
    public uint Add(ulong hashLow, ulong hashHigh, ReadOnlySpan<byte> labels)
    {
        uint[] pairs = _scratch;
        int count = 0;
        var reader = new LabelReader(labels);
        int at = 0;
        while (reader.Read())
        {
            int end = labels.Length - reader.Left;
            ReadOnlySpan<byte> label = labels[at..end];

            // Series come in families: the one before often has the same label at the same place.
            if (count >= _lastCount || !label.SequenceEqual(Pairs.BytesOf(pairs[count])))
            {
                pairs[count] = Pairs.Intern(label, reader.Name, reader.Value);
            }

            count++;
            at = end;
        }

        _lastCount = count;
        uint series = _records.Add(new SeriesRecord { HashLow = hashLow, HashHigh = hashHigh, Labels = StoreRun(pairs.AsSpan(0, count)) });
        _records[series].Open.LastTime = long.MinValue;
        foreach (uint pair in pairs.AsSpan(0, count))
        {
            Postings.Add(ref Pairs[pair].Series, series);
        }

        if (_records.Count > _table.Length * 3u / 4)
        {
            Rehash();
        }
        else
        {
            Insert(_table, hashLow, series);
        }

        return series;
    }

    /// <summary>The pairs of a series in order of their names.</summary>
    public ReadOnlySpan<uint> PairsOf(uint series)
    {
        uint place = _records[series].Labels;
        Span<uint> rest = _runs[place >> RunPageBits].AsSpan((int)(place & RunPageMask));
        return rest.Slice(1, (int)rest[0]);
    }

    /// <summary>Appends the canonical label bytes of a series.</summary>
    public void WriteLabels(uint series, IBufferWriter<byte> destination)
    {
        foreach (uint pair in PairsOf(series))
        {
            destination.Write(Pairs.BytesOf(pair));
        }
    }

    /// <summary>How many canonical label bytes a series has.</summary>
    public int LabelSizeOf(uint series)
    {
        int size = 0;
        foreach (uint pair in PairsOf(series))
        {
            size += Pairs[pair].Length;
        }

        return size;
    }

    /// <summary>Copies the canonical label bytes of a series; returns their number.</summary>
    public int CopyLabels(uint series, Span<byte> destination)
    {
        int at = 0;
        foreach (uint pair in PairsOf(series))
        {
            ReadOnlySpan<byte> label = Pairs.BytesOf(pair);
            label.CopyTo(destination[at..]);
            at += label.Length;
        }

        return at;
    }

    private bool TryProbe(ulong hashLow, ulong hashHigh, out uint series)
    {
        uint[] table = _table;
        for (uint slot = (uint)(hashLow >> 32); ; slot++)
        {
            slot &= (uint)table.Length - 1;
            series = table[slot];
            if (series == 0)
            {
                return false;
            }

            series--;
            ref SeriesRecord record = ref _records[series];
            if (record.HashLow == hashLow && record.HashHigh == hashHigh)
            {
                return true;
            }
        }
    }

    // The slot comes from bits that the choice of the shard does not use.
    private static void Insert(uint[] table, ulong hashLow, uint series)
    {
        uint slot = (uint)(hashLow >> 32) & ((uint)table.Length - 1);
        while (table[slot] != 0)
        {
            slot = (slot + 1) & ((uint)table.Length - 1);
        }

        table[slot] = series + 1;
    }

    private void Rehash()
    {
        uint[] table = new uint[_table.Length * 2];
        for (uint series = 0; series < _records.Count; series++)
        {
            Insert(table, _records[series].HashLow, series);
        }

        _table = table;
    }

    private uint StoreRun(ReadOnlySpan<uint> pairs)
    {
        uint size = (uint)pairs.Length + 1;
        if ((_nextRun & RunPageMask) + size > RunPageMask + 1)
        {
            _nextRun = (_nextRun + RunPageMask) & ~RunPageMask;
        }

        uint page = _nextRun >> RunPageBits;
        if (page == _runs.Length)
        {
            uint[][] larger = new uint[_runs.Length * 2][];
            _runs.CopyTo(larger, 0);
            Volatile.Write(ref _runs, larger);
        }

        if (_runs[page] is null || (page == 0 && _runs[0].Length < _nextRun + size))
        {
            // A grown first page is another array: readers keep the one that they have.
            uint[] grown = new uint[page > 0 ? 1 << RunPageBits : (int)BitOperations.RoundUpToPowerOf2(Math.Max(64, _nextRun + size))];
            _runs[page]?.CopyTo(grown, 0);
            Volatile.Write(ref _runs[page], grown);
        }

        uint[] run = _runs[page];
        run[_nextRun & RunPageMask] = (uint)pairs.Length;
        pairs.CopyTo(run.AsSpan((int)(_nextRun & RunPageMask) + 1));
        uint place = _nextRun;
        _nextRun += size;
        return place;
    }
}
