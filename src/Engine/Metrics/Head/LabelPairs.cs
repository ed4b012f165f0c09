using System.IO.Hashing;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// The distinct labels of a head, numbered. A label's canonical bytes are stored once, so a series is a few numbers, and its label set is those labels' bytes one behind the other.
/// Only grows. One writer; bytes of pairs that were there before may be read from another thread.
/// </summary>
internal sealed class LabelPairs
{
    /// <summary>No label may be longer than this, canonical form included.</summary>
    public const int MaxLabelSize = ushort.MaxValue;

    private readonly PagedArray<LabelPair> _pairs = new();
    private readonly List<LabelName> _names = [];
    private readonly Dictionary<byte[], int> _nameNumbers = new(Utf8Comparer.Instance);
    private readonly BytePages _labels = new();
    private uint[] _table = new uint[64];

    /// <summary>All names.</summary>
    public IReadOnlyList<LabelName> Names => _names;

    /// <summary>How many pairs there are.</summary>
    public uint Count => _pairs.Count;

    /// <summary>Bytes of memory.</summary>
    public long Bytes => _labels.Allocated + _pairs.Bytes + (_table.Length * sizeof(uint));

    /// <summary>A pair.</summary>
    public ref LabelPair this[uint pair] => ref _pairs[pair];

    /// <summary>The canonical bytes of a pair.</summary>
    public ReadOnlySpan<byte> BytesOf(uint pair)
    {
        ref LabelPair label = ref _pairs[pair];
        return _labels.Read((int)(label.Offset >> BytePages.PageBits), (int)(label.Offset & (BytePages.PageSize - 1)), label.Length);
    }

    /// <summary>The value of a pair, UTF-8.</summary>
    public ReadOnlySpan<byte> ValueOf(uint pair) => BytesOf(pair)[^_pairs[pair].ValueLength..];

    /// <summary>The name of that name; null when no pair has it.</summary>
    public LabelName? FindName(ReadOnlySpan<byte> name) =>
        _nameNumbers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out int number) ? _names[number] : null;

    /// <summary>The pair of a name and value; false when there is none.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out uint pair)
    {
        int size = LabelEncoding.SizeOf(name.Length, value.Length) + 6;
        if (size > MaxLabelSize)
        {
            pair = 0;
            return false;
        }

        Span<byte> buffer = size <= 512 ? stackalloc byte[512] : new byte[size];
        int length = LabelEncoding.Write(buffer, name, value);
        ReadOnlySpan<byte> label = buffer[..length];
        return _table[FindSlot(label, HashOf(label), out pair)] != 0;
    }

    /// <summary>The number of a label, given by its canonical bytes and its parts.</summary>
    public uint Intern(ReadOnlySpan<byte> label, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        uint hash = HashOf(label);
        int slot = FindSlot(label, hash, out uint pair);
        if (_table[slot] != 0)
        {
            return pair;
        }

        pair = _pairs.Add(new LabelPair
        {
            Offset = Store(label),
            Length = (ushort)label.Length,
            ValueLength = (ushort)value.Length,
            Hash = hash,
            Name = NumberOf(name),
        });
        _names[_pairs[pair].Name].Add(pair);
        _table[slot] = pair + 1;
        if (_pairs.Count > _table.Length * 3u / 4)
        {
            Rehash();
        }

        return pair;
    }

    private static uint HashOf(ReadOnlySpan<byte> label) => (uint)XxHash3.HashToUInt64(label);

    private int FindSlot(ReadOnlySpan<byte> label, uint hash, out uint pair)
    {
        for (uint slot = hash; ; slot++)
        {
            slot &= (uint)_table.Length - 1;
            pair = _table[slot] - 1;
            if (_table[slot] == 0 || (_pairs[pair].Hash == hash && BytesOf(pair).SequenceEqual(label)))
            {
                return (int)slot;
            }
        }
    }

    private void Rehash()
    {
        uint[] table = new uint[_table.Length * 2];
        for (uint pair = 0; pair < _pairs.Count; pair++)
        {
            uint slot = _pairs[pair].Hash & ((uint)table.Length - 1);
            while (table[slot] != 0)
            {
                slot = (slot + 1) & ((uint)table.Length - 1);
            }

            table[slot] = pair + 1;
        }

        _table = table;
    }

    private int NumberOf(ReadOnlySpan<byte> name)
    {
        if (_nameNumbers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out int number))
        {
            return number;
        }

        var added = new LabelName(name.ToArray());
        _names.Add(added);
        _nameNumbers.Add(added.Name, _names.Count - 1);
        return _names.Count - 1;
    }

    private uint Store(ReadOnlySpan<byte> label)
    {
        (int page, int offset) = _labels.Store(label);
        return ((uint)page << BytePages.PageBits) | (uint)offset;
    }
}
