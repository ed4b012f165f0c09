using System.IO.Hashing;
using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>Interns label pairs (name, value) while a block is written: open addressing over one slab of bytes, no objects per pair.</summary>
internal sealed class LabelPairTable
{
    private readonly BlockByteWriter _slab = new(4096);
    private readonly List<Pair> _pairs = [];
    private int[] _slots = new int[256];

    public int Count => _pairs.Count;

    public ReadOnlySpan<byte> NameOf(int pair) => _slab.Written.Slice(_pairs[pair].Offset, _pairs[pair].NameLength);

    public ReadOnlySpan<byte> ValueOf(int pair) => _slab.Written.Slice(_pairs[pair].Offset + _pairs[pair].NameLength, _pairs[pair].ValueLength);

    public bool Is(int pair, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => ValueOf(pair).SequenceEqual(value) && NameOf(pair).SequenceEqual(name);

    /// <summary>The pair's number, in order of first sight.</summary>
    public int Intern(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ulong hash = XxHash3.HashToUInt64(value, (long)XxHash3.HashToUInt64(name));
        uint mask = (uint)_slots.Length - 1;
        for (uint slot = (uint)hash & mask; ; slot = (slot + 1) & mask)
        {
            int pair = _slots[slot] - 1;
            if (pair < 0)
            {
                _slots[slot] = _pairs.Count + 1;
                break;
            }

            if (_pairs[pair].Hash == hash && Is(pair, name, value))
            {
                return pair;
            }
        }

        _pairs.Add(new Pair(hash, _slab.Length, name.Length, value.Length));
        _slab.Write(name);
        _slab.Write(value);
        if (_pairs.Count * 2 > _slots.Length)
        {
            Grow();
        }

        return _pairs.Count - 1;
    }

    /// <summary>All pairs' numbers, ordered by name, then value, bytewise.</summary>
    public int[] Sorted()
    {
        int[] order = new int[_pairs.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (left, right) =>
        {
            int byName = NameOf(left).SequenceCompareTo(NameOf(right));
            return byName != 0 ? byName : ValueOf(left).SequenceCompareTo(ValueOf(right));
        });
        return order;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        uint mask = (uint)_slots.Length - 1;
        for (int pair = 0; pair < _pairs.Count; pair++)
        {
            uint slot = (uint)_pairs[pair].Hash & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = pair + 1;
        }
    }

    private readonly record struct Pair(ulong Hash, int Offset, int NameLength, int ValueLength);
}
