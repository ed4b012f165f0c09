using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// Answers matchers from postings. Conditions that a series without the label fails come first, the one with the fewest series leading; the others take series away. Patterns are asked
/// per distinct value, and only for values that their literals or prefix leave. Few candidates are checked one by one instead. Not thread-safe.
/// </summary>
internal sealed class SeriesIndex(SeriesTable table)
{
    private const int FewCandidates = 32;

    /// <summary>The numbers of the series that satisfy all matchers, ascending.</summary>
    public List<uint> Select(IReadOnlyList<SeriesMatcher> matchers)
    {
        var including = new List<(SeriesMatcher Matcher, List<uint> Pairs, long Series)>();
        var excluding = new List<SeriesMatcher>();
        foreach (SeriesMatcher matcher in matchers)
        {
            if (matcher.MatchesEmpty)
            {
                if (matcher.Negated || !matcher.Pattern.MatchesEverything)
                {
                    excluding.Add(matcher);
                }

                continue;
            }

            List<uint> pairs = [];
            if (matcher is { Negated: false, Pattern.Literals.IsDefault: false })
            {
                CollectPairs(matcher, wanted: true, pairs);
                if (pairs.Count == 0)
                {
                    return [];
                }

                including.Add((matcher, pairs, CountSeries(pairs)));
            }
            else
            {
                including.Add((matcher, pairs, long.MaxValue));
            }
        }

        including.Sort(static (left, right) => left.Series.CompareTo(right.Series));
        List<uint>? candidates = null;
        foreach ((SeriesMatcher matcher, List<uint> pairs, long series) in including)
        {
            if (candidates is { Count: <= FewCandidates })
            {
                candidates.RemoveAll(candidate => !Satisfies(candidate, matcher));
                continue;
            }

            if (series == long.MaxValue)
            {
                CollectPairs(matcher, wanted: !matcher.Negated, pairs);
            }

            candidates = candidates is null ? Union(pairs) : Filter(candidates, pairs, keep: true);
        }

        candidates ??= All();
        foreach (SeriesMatcher matcher in excluding)
        {
            if (candidates.Count <= FewCandidates)
            {
                candidates.RemoveAll(candidate => !Satisfies(candidate, matcher));
                continue;
            }

            List<uint> pairs = [];
            CollectPairs(matcher, wanted: matcher.Negated, pairs);
            candidates = Filter(candidates, pairs, keep: false);
        }

        return candidates;
    }

    private bool Satisfies(uint series, SeriesMatcher matcher)
    {
        LabelName? name = table.Pairs.FindName(matcher.Name.Span);
        if (name is not null)
        {
            foreach (uint pair in table.PairsOf(series))
            {
                if (ReferenceEquals(table.Pairs.Names[table.Pairs[pair].Name], name))
                {
                    return matcher.Matches(table.Pairs.ValueOf(pair));
                }
            }
        }

        return matcher.MatchesEmpty;
    }

    // The pairs of the matcher's name whose value the pattern matches (wanted) or does not match (not wanted).
    private void CollectPairs(SeriesMatcher matcher, bool wanted, List<uint> pairs)
    {
        IValuePattern pattern = matcher.Pattern;
        if (wanted && !pattern.Literals.IsDefault)
        {
            CollectLiterals(matcher.Name.Span, pattern.Literals, pairs);
            return;
        }

        if (table.Pairs.FindName(matcher.Name.Span) is not { } name)
        {
            return;
        }

        ReadOnlySpan<uint> values = wanted && !pattern.Prefix.IsEmpty ? WithPrefix(name.Sorted(table.Pairs), pattern.Prefix.Span) : name.Pairs;
        foreach (uint pair in values)
        {
            if (pattern.Matches(table.Pairs.ValueOf(pair)) == wanted)
            {
                pairs.Add(pair);
            }
        }
    }

    private void CollectLiterals(ReadOnlySpan<byte> name, ImmutableArray<ReadOnlyMemory<byte>> literals, List<uint> pairs)
    {
        foreach (ReadOnlyMemory<byte> literal in literals)
        {
            if (table.Pairs.TryFind(name, literal.Span, out uint pair) && !pairs.Contains(pair))
            {
                pairs.Add(pair);
            }
        }
    }

    private ReadOnlySpan<uint> WithPrefix(ReadOnlySpan<uint> sorted, ReadOnlySpan<byte> prefix)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (table.Pairs.ValueOf(sorted[middle]).SequenceCompareTo(prefix) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        int end = low;
        while (end < sorted.Length && table.Pairs.ValueOf(sorted[end]).StartsWith(prefix))
        {
            end++;
        }

        return sorted[low..end];
    }

    private long CountSeries(List<uint> pairs)
    {
        long series = 0;
        foreach (uint pair in pairs)
        {
            series += table.Pairs[pair].Series.Count;
        }

        return series;
    }

    private List<uint> All()
    {
        var all = new List<uint>((int)table.Count);
        for (uint series = 0; series < table.Count; series++)
        {
            all.Add(series);
        }

        return all;
    }

    // A series has one value for a name, so lists of one name share no series; only their order is to be restored.
    private List<uint> Union(List<uint> pairs)
    {
        var union = new List<uint>((int)CountSeries(pairs));
        foreach (uint pair in pairs)
        {
            union.AddRange(table.Postings.Read(table.Pairs[pair].Series));
        }

        if (pairs.Count > 1)
        {
            union.Sort();
        }

        return union;
    }

    private List<uint> Filter(List<uint> candidates, List<uint> pairs, bool keep)
    {
        ulong[] bits = new ulong[(table.Count >> 6) + 1];
        foreach (uint pair in pairs)
        {
            foreach (uint series in table.Postings.Read(table.Pairs[pair].Series))
            {
                bits[series >> 6] |= 1UL << (int)series;
            }
        }

        candidates.RemoveAll(series => ((bits[series >> 6] >> (int)series) & 1) != 0 != keep);
        return candidates;
    }
}
