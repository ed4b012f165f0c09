using System.Numerics;

namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>A set of rows of one group, a bit for each.</summary>
public sealed class RowSet
{
    private readonly ulong[] _words;

    /// <summary>An empty set over so many rows.</summary>
    public RowSet(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        (Rows, _words) = (rows, new ulong[(rows + 63) >>> 6]);
    }

    /// <summary>How many rows the group has.</summary>
    public int Rows { get; }

    /// <summary>The bits, lowest row first; those behind the last row are 0.</summary>
    public Span<ulong> Words => _words;

    /// <summary>True when no row is in the set.</summary>
    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>How many rows are in the set.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    /// <summary>Is a row in the set?</summary>
    public bool this[int row] => (_words[row >>> 6] >> row & 1) != 0;

    /// <summary>Puts a row in.</summary>
    public void Add(int row) => _words[row >>> 6] |= 1UL << row;

    /// <summary>Takes a row out.</summary>
    public void Remove(int row) => _words[row >>> 6] &= ~(1UL << row);

    /// <summary>Puts a run of rows in.</summary>
    public void AddRange(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)first + (uint)count, (uint)Rows, nameof(count));
        int end = first + count;
        while (first < end)
        {
            int word = first >>> 6, from = first & 63, bits = Math.Min(64 - from, end - first);
            _words[word] |= (bits == 64 ? ulong.MaxValue : (1UL << bits) - 1) << from;
            first += bits;
        }
    }

    /// <summary>Puts every row in.</summary>
    public void Fill() => AddRange(0, Rows);

    /// <summary>Takes every row out.</summary>
    public void Clear() => _words.AsSpan().Clear();

    /// <summary>Keeps the rows that are in the other set too.</summary>
    public void IntersectWith(RowSet other)
    {
        ReadOnlySpan<ulong> words = Of(other);
        for (int i = 0; i < words.Length; i++)
        {
            _words[i] &= words[i];
        }
    }

    /// <summary>Takes out the rows that are in the other set.</summary>
    public void ExceptWith(RowSet other)
    {
        ReadOnlySpan<ulong> words = Of(other);
        for (int i = 0; i < words.Length; i++)
        {
            _words[i] &= ~words[i];
        }
    }

    /// <summary>Puts in the rows that are in the other set.</summary>
    public void UnionWith(RowSet other)
    {
        ReadOnlySpan<ulong> words = Of(other);
        for (int i = 0; i < words.Length; i++)
        {
            _words[i] |= words[i];
        }
    }

    /// <summary>A set of its own with the same rows.</summary>
    public RowSet Clone()
    {
        var clone = new RowSet(Rows);
        _words.CopyTo(clone._words, 0);
        return clone;
    }

    /// <summary>The first row of the set that is not before <paramref name="from"/>; -1 when there is none.</summary>
    public int Next(int from)
    {
        if (from >= Rows)
        {
            return -1;
        }

        int word = from >>> 6;
        ulong bits = _words[word] & (ulong.MaxValue << from);
        while (bits == 0)
        {
            if (++word == _words.Length)
            {
                return -1;
            }

            bits = _words[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>The rows of the set, ascending.</summary>
    public Enumerator GetEnumerator() => new(_words);

    private ulong[] Of(RowSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Rows == Rows ? other._words : throw new ArgumentException("The sets are over different rows.", nameof(other));
    }

    /// <summary>Walks a set.</summary>
    public struct Enumerator(ulong[] words)
    {
        private int _word = -1;
        private ulong _bits;

        /// <summary>The row.</summary>
        public int Current { get; private set; }

        /// <summary>Moves to the next row; false at the end.</summary>
        public bool MoveNext()
        {
            while (_bits == 0)
            {
                if (++_word >= words.Length)
                {
                    return false;
                }

                _bits = words[_word];
            }

            Current = (_word << 6) + BitOperations.TrailingZeroCount(_bits);
            _bits &= _bits - 1;
            return true;
        }
    }
}
