using System.IO.Hashing;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.Common.Labels;

/// <summary>
/// Numbers label sets (or any other byte strings) in the order in which they are first seen. Looking up takes the bytes as a span, so asking for a known one allocates nothing.
/// Open addressing with linear probing; new sets are copied into shared slabs.
/// </summary>
public sealed class LabelSetTable
{
    private const int SlabSize = 64 * 1024;
    private ulong[] _hashes = new ulong[16];
    private int[] _slots = new int[32];
    private LabelSet[] _sets = new LabelSet[16];
    private byte[] _slab = [];
    private int _slabUsed;

    /// <summary>How many sets there are.</summary>
    public int Count { get; private set; }

    /// <summary>The set of a number.</summary>
    public LabelSet this[int index] => _sets[index];

    /// <summary>The number of a set; a new one when it has not been seen.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> bytes, out bool added)
    {
        ulong hash = XxHash3.HashToUInt64(bytes);
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int index = _slots[slot] - 1;
            if (index < 0)
            {
                added = true;
                return Add(slot, hash, bytes);
            }

            if (_hashes[index] == hash && _sets[index].Bytes.SequenceEqual(bytes))
            {
                added = false;
                return index;
            }
        }
    }

    /// <summary>The number of a set; a new one when it has not been seen.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> bytes) => GetOrAdd(bytes, out _);

    /// <summary>The number of a set, or -1 when it has not been seen.</summary>
    public int IndexOf(ReadOnlySpan<byte> bytes)
    {
        ulong hash = XxHash3.HashToUInt64(bytes);
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int index = _slots[slot] - 1;
            if (index < 0 || (_hashes[index] == hash && _sets[index].Bytes.SequenceEqual(bytes)))
            {
                return index;
            }
        }
    }

    private int Add(int slot, ulong hash, ReadOnlySpan<byte> bytes)
    {
        if (Count == _sets.Length)
        {
            Array.Resize(ref _hashes, 2 * Count);
            Array.Resize(ref _sets, 2 * Count);
        }

        _hashes[Count] = hash;
        _sets[Count] = Copy(bytes);
        _slots[slot] = ++Count;
        if (2 * Count > _slots.Length)
        {
            Rehash();
        }

        return Count - 1;
    }

    private LabelSet Copy(ReadOnlySpan<byte> bytes)
    {
        if (_slabUsed + bytes.Length > _slab.Length)
        {
            _slab = new byte[Math.Max(Count < 64 ? 1024 : SlabSize, bytes.Length)];
            _slabUsed = 0;
        }

        bytes.CopyTo(_slab.AsSpan(_slabUsed));
        _slabUsed += bytes.Length;
        return new LabelSet(_slab, _slabUsed - bytes.Length, bytes.Length);
    }

    private void Rehash()
    {
        _slots = new int[2 * _slots.Length];
        int mask = _slots.Length - 1;
        for (int index = 0; index < Count; index++)
        {
            int slot = (int)_hashes[index] & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = index + 1;
        }
    }
}
