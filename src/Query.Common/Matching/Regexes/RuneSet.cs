namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>A set of Unicode scalar values as sorted ranges that neither overlap nor touch. Immutable.</summary>
internal sealed class RuneSet
{
    private const int MaxRune = 0x10FFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    private readonly (int First, int Last)[] _ranges;

    private RuneSet((int First, int Last)[] ranges) => _ranges = ranges;

    public static RuneSet All { get; } = Of([(0, MaxRune)]);

    public ReadOnlySpan<(int First, int Last)> Ranges => _ranges;

    /// <summary>How many values are in it.</summary>
    public int Count => _ranges.Sum(r => r.Last - r.First + 1);

    public bool IsAll => Count == All.Count;

    /// <summary>Every value of it, in order; meant for small sets.</summary>
    public IEnumerable<int> Values => _ranges.SelectMany(r => Enumerable.Range(r.First, r.Last - r.First + 1));

    public static RuneSet OfOne(int rune) => Of([(rune, rune)]);

    /// <summary>The union of ranges in any order; surrogates, which are no characters, are left out.</summary>
    public static RuneSet Of(IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges.SelectMany(WithoutSurrogates).Order())
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new RuneSet([.. merged]);
    }

    public static RuneSet Union(IEnumerable<RuneSet> sets) => Of(sets.SelectMany(s => s._ranges));

    public bool Contains(int rune)
    {
        foreach ((int first, int last) in _ranges)
        {
            if (rune <= last)
            {
                return rune >= first;
            }
        }

        return false;
    }

    public RuneSet Negate()
    {
        List<(int First, int Last)> gaps = [];
        int next = 0;
        foreach ((int first, int last) in _ranges)
        {
            if (first > next)
            {
                gaps.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= MaxRune)
        {
            gaps.Add((next, MaxRune));
        }

        return Of(gaps);
    }

    private static IEnumerable<(int First, int Last)> WithoutSurrogates((int First, int Last) range)
    {
        if (range.Last < FirstSurrogate || range.First > LastSurrogate)
        {
            yield return range;
            yield break;
        }

        if (range.First < FirstSurrogate)
        {
            yield return (range.First, FirstSurrogate - 1);
        }

        if (range.Last > LastSurrogate)
        {
            yield return (LastSurrogate + 1, range.Last);
        }
    }
}
