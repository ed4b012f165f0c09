using System.Numerics;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>A set of a block's series numbers.</summary>
internal sealed class SeriesBitmap
{
    private readonly ulong[] _words;

    public SeriesBitmap(int seriesCount)
        : this(seriesCount, new ulong[(seriesCount + 63) >> 6])
    {
    }

    private SeriesBitmap(int seriesCount, ulong[] words) => (SeriesCount, _words) = (seriesCount, words);

    public int SeriesCount { get; }

    public static SeriesBitmap All(int seriesCount)
    {
        var bitmap = new SeriesBitmap(seriesCount);
        bitmap.AddRange(0, seriesCount);
        return bitmap;
    }

    public SeriesBitmap Copy() => new(SeriesCount, [.. _words]);

    /// <summary>How many series are in the set.</summary>
    public int Count()
    {
        int count = 0;
        foreach (ulong word in _words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Adds the series from <paramref name="first"/> up to but without <paramref name="end"/>.</summary>
    public void AddRange(int first, int end)
    {
        if (first >= end)
        {
            return;
        }

        int firstWord = first >> 6, lastWord = (end - 1) >> 6;
        ulong head = ulong.MaxValue << first, tail = ulong.MaxValue >> (63 - ((end - 1) & 63));
        if (firstWord == lastWord)
        {
            _words[firstWord] |= head & tail;
            return;
        }

        _words[firstWord] |= head;
        _words.AsSpan(firstWord + 1, lastWord - firstWord - 1).Fill(ulong.MaxValue);
        _words[lastWord] |= tail;
    }

    public void IntersectWith(SeriesBitmap other)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] &= other._words[i];
        }
    }

    public void ExceptWith(SeriesBitmap other)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] &= ~other._words[i];
        }
    }

    /// <summary>The smallest member that is at least <paramref name="series"/>; the series count when there is none.</summary>
    public int NextFrom(int series)
    {
        if (series >= SeriesCount)
        {
            return SeriesCount;
        }

        int word = series >> 6;
        ulong bits = _words[word] & (ulong.MaxValue << series);
        while (bits == 0)
        {
            if (++word == _words.Length)
            {
                return SeriesCount;
            }

            bits = _words[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }
}
