using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>
/// The buckets of one side while they are worked on: ascending indexes, their counts, and what rounding took from the counts. Spans are only a way to store this.
/// </summary>
internal sealed class BucketList
{
    private int[] _indexes = [];
    private double[] _counts = [];
    private double[] _compensations = [];

    public int Length { get; private set; }

    public ReadOnlySpan<int> Indexes => _indexes.AsSpan(0, Length);

    public ReadOnlySpan<double> Counts => _counts.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Load(ImmutableArray<BucketSpan> spans, ImmutableArray<double> buckets)
    {
        Length = 0;
        Reserve(buckets.Length);
        var cursor = new BucketCursor(spans, buckets.Length, downward: false);
        while (cursor.Next())
        {
            (_indexes[Length], _counts[Length], _compensations[Length]) = (cursor.Index, buckets[cursor.Position], 0);
            Length++;
        }
    }

    /// <summary>Gives every bucket a new index, which keeps the order, and adds up those that meet.</summary>
    public void Remap<TMap>(TMap map)
        where TMap : struct, IBucketMap
    {
        int last = -1;
        for (int i = 0; i < Length; i++)
        {
            int index = map.Map(_indexes[i]);
            if (last >= 0 && _indexes[last] == index)
            {
                CompensatedSum.Add(ref _counts[last], ref _compensations[last], _counts[i]);
                _compensations[last] += _compensations[i];
            }
            else
            {
                last++;
                (_indexes[last], _counts[last], _compensations[last]) = (index, _counts[i], _compensations[i]);
            }
        }

        Length = last + 1;
    }

    /// <summary>Removes the first buckets, those nearest to zero.</summary>
    public void RemoveFirst(int count)
    {
        Length -= count;
        _indexes.AsSpan(count, Length).CopyTo(_indexes);
        _counts.AsSpan(count, Length).CopyTo(_counts);
        _compensations.AsSpan(count, Length).CopyTo(_compensations);
    }

    /// <summary>Adds (or, with sign -1, subtracts) the counts of another list, bucket by bucket.</summary>
    public void Add(BucketList other, double sign)
    {
        if (!Indexes.SequenceEqual(other.Indexes))
        {
            MakeRoomFor(other);
        }

        for (int mine = 0, theirs = 0; theirs < other.Length; theirs++, mine++)
        {
            while (_indexes[mine] < other._indexes[theirs])
            {
                mine++;
            }

            CompensatedSum.Add(ref _counts[mine], ref _compensations[mine], sign * other._counts[theirs]);
            _compensations[mine] += sign * other._compensations[theirs];
        }
    }

    public void Scale(double factor, bool divide)
    {
        for (int i = 0; i < Length; i++)
        {
            CompensatedSum.Scale(ref _counts[i], ref _compensations[i], factor, divide);
        }
    }

    public double ValueAt(int position) => _counts[position] + _compensations[position];

    /// <summary>Leaves out empty buckets and writes the rest as the fewest spans.</summary>
    public (ImmutableArray<BucketSpan> Spans, ImmutableArray<double> Buckets) ToSpans(SumPart part)
    {
        int kept = 0;
        for (int i = 0; i < Length; i++)
        {
            kept += IsEmpty(i) ? 0 : 1;
        }

        if (kept == 0)
        {
            return ([], []);
        }

        double[] buckets = new double[kept];
        ImmutableArray<BucketSpan>.Builder spans = ImmutableArray.CreateBuilder<BucketSpan>();
        int written = 0, next = 0;
        for (int i = 0; i < Length; i++)
        {
            if (IsEmpty(i))
            {
                continue;
            }

            if (written > 0 && _indexes[i] == next)
            {
                spans[^1] = spans[^1] with { Length = spans[^1].Length + 1 };
            }
            else
            {
                spans.Add(new BucketSpan(_indexes[i] - next, 1));
            }

            next = _indexes[i] + 1;
            buckets[written++] = part switch
            {
                SumPart.Sum => _counts[i],
                SumPart.Compensation => _compensations[i],
                _ => ValueAt(i),
            };
        }

        return (spans.ToImmutable(), ImmutableCollectionsMarshal.AsImmutableArray(buckets));
    }

    private bool IsEmpty(int i) => _counts[i] == 0 && _compensations[i] == 0;

    // Inserts the other list's buckets that are missing here, from the end so that nothing is overwritten.
    private void MakeRoomFor(BucketList other)
    {
        int missing = 0;
        for (int mine = 0, theirs = 0; theirs < other.Length; theirs++)
        {
            while (mine < Length && _indexes[mine] < other._indexes[theirs])
            {
                mine++;
            }

            missing += mine < Length && _indexes[mine] == other._indexes[theirs] ? 0 : 1;
        }

        if (missing == 0)
        {
            return;
        }

        Reserve(Length + missing);
        int from = Length - 1, to = Length + missing - 1, theirLast = other.Length - 1;
        Length += missing;
        while (theirLast >= 0)
        {
            int index = other._indexes[theirLast];
            while (from >= 0 && _indexes[from] > index)
            {
                (_indexes[to], _counts[to], _compensations[to]) = (_indexes[from], _counts[from], _compensations[from]);
                from--;
                to--;
            }

            if (from >= 0 && _indexes[from] == index)
            {
                (_indexes[to], _counts[to], _compensations[to]) = (index, _counts[from], _compensations[from]);
                from--;
            }
            else
            {
                (_indexes[to], _counts[to], _compensations[to]) = (index, 0, 0);
            }

            to--;
            theirLast--;
        }
    }

    private void Reserve(int capacity)
    {
        if (capacity > _indexes.Length)
        {
            int size = Math.Max(capacity, Math.Min(_indexes.Length * 2, 1 << 20));
            Array.Resize(ref _indexes, size);
            Array.Resize(ref _counts, size);
            Array.Resize(ref _compensations, size);
        }
    }
}
