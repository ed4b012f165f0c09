namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>A label name and the pairs that have it, kept in order of their values when somebody asks for that order.</summary>
internal sealed class LabelName(byte[] name)
{
    private uint[] _pairs = new uint[4];
    private int _count;
    private int _sorted;

    /// <summary>The name, UTF-8.</summary>
    public byte[] Name { get; } = name;

    /// <summary>The pairs in no order.</summary>
    public ReadOnlySpan<uint> Pairs => _pairs.AsSpan(0, _count);

    /// <summary>Adds a pair.</summary>
    public void Add(uint pair)
    {
        if (_count == _pairs.Length)
        {
            Array.Resize(ref _pairs, _count * 2);
        }

        _pairs[_count++] = pair;
    }

    /// <summary>The pairs in order of their values, bytewise.</summary>
    public ReadOnlySpan<uint> Sorted(LabelPairs pairs)
    {
        if (_sorted < _count)
        {
            Comparison<uint> byValue = (left, right) => pairs.ValueOf(left).SequenceCompareTo(pairs.ValueOf(right));
            if (_count - _sorted < _sorted / 8)
            {
                Merge(byValue);
            }
            else
            {
                _pairs.AsSpan(0, _count).Sort(byValue);
            }

            _sorted = _count;
        }

        return Pairs;
    }

    // Sorts what is new and merges it into the rest from the end.
    private void Merge(Comparison<uint> byValue)
    {
        uint[] added = _pairs[_sorted.._count];
        added.AsSpan().Sort(byValue);
        int old = _sorted - 1, fresh = added.Length - 1;
        for (int at = _count - 1; fresh >= 0; at--)
        {
            _pairs[at] = old >= 0 && byValue(_pairs[old], added[fresh]) > 0 ? _pairs[old--] : added[fresh--];
        }
    }
}
