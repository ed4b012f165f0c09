using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// Answers matchers from postings. Conditions that a series without the label fails come first, the one with the fewest series leading; the others take series away. Patterns are asked
/// once per distinct value, and only for values that their literals or prefix leave. Few candidates are checked one by one instead. Not thread-safe.
/// </summary>
internal sealed class SeriesIndex(SeriesTable table)
{
    private const int FewCandidates = 32;

    /// <summary>The numbers of the series that satisfy all matchers, ascending.</summary>
    public List<uint> Select(IReadOnlyList<SeriesMatcher> matchers)
    {
        var including = new List<Condition>(matchers.Count);
        List<SeriesMatcher>? excluding = null;
        foreach (SeriesMatcher matcher in matchers)
        {
            if (matcher.MatchesEmpty)
            {
                if (matcher.Negated || !matcher.Pattern.MatchesEverything)
                {
                    (excluding ??= []).Add(matcher);
                }

                continue;
            }

            if (matcher is not { Negated: false, Pattern.Literals.IsDefault: false })
            {
                including.Add(new Condition(matcher, null, long.MaxValue));
                continue;
            }

            List<uint> pairs = WithLiterals(matcher.Name.Span, matcher.Pattern.Literals);
            if (pairs.Count == 0)
            {
                return pairs;
            }

            including.Add(new Condition(matcher, pairs, CountSeries(pairs)));
        }

        including.Sort(static (left, right) => left.Series.CompareTo(right.Series));
        List<uint>? candidates = null;
        foreach (Condition condition in including)
        {
            if (candidates is { Count: <= FewCandidates })
            {
                KeepSatisfying(candidates, condition.Matcher);
                continue;
            }

            List<uint> pairs = condition.Pairs ?? Matching(condition.Matcher);
            candidates = candidates is null ? Union(pairs) : Filter(candidates, pairs, keep: true);
        }

        candidates ??= All();
        foreach (SeriesMatcher matcher in excluding ?? [])
        {
            if (candidates.Count <= FewCandidates)
            {
                KeepSatisfying(candidates, matcher);
                continue;
            }

            candidates = Filter(candidates, Matching(matcher), keep: false);
        }

        return candidates;
    }

    private void KeepSatisfying(List<uint> candidates, SeriesMatcher matcher)
    {
        LabelName? name = table.Pairs.FindName(matcher.Name.Span);
        int kept = 0;
        foreach (uint candidate in CollectionsMarshal.AsSpan(candidates))
        {
            if (Satisfies(candidate, name, matcher))
            {
                candidates[kept++] = candidate;
            }
        }

        candidates.RemoveRange(kept, candidates.Count - kept);
    }

    private bool Satisfies(uint series, LabelName? name, SeriesMatcher matcher)
    {
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

    // The pairs of the matcher's name whose series are to be taken, or to be taken away.
    private List<uint> Matching(SeriesMatcher matcher)
    {
        bool patternHolds = matcher.Negated == matcher.MatchesEmpty;
        return patternHolds && !matcher.Pattern.Literals.IsDefault
            ? WithLiterals(matcher.Name.Span, matcher.Pattern.Literals)
            : table.Pairs.FindName(matcher.Name.Span)?.Matching(matcher, table.Pairs) ?? [];
    }

    private List<uint> WithLiterals(ReadOnlySpan<byte> name, ImmutableArray<ReadOnlyMemory<byte>> literals)
    {
        List<uint> pairs = [];
        foreach (ReadOnlyMemory<byte> literal in literals)
        {
            if (table.Pairs.TryFind(name, literal.Span, out uint pair))
            {
                pairs.Add(pair);
            }
        }

        // An alternation may name a value twice.
        pairs.Sort();
        int kept = Math.Min(pairs.Count, 1);
        for (int i = 1; i < pairs.Count; i++)
        {
            if (pairs[i] != pairs[kept - 1])
            {
                pairs[kept++] = pairs[i];
            }
        }

        pairs.RemoveRange(kept, pairs.Count - kept);
        return pairs;
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

    /// <summary>A matcher that series have to satisfy by a label that they have; where its values are known at once, their pairs and how many series these have.</summary>
    private readonly record struct Condition(SeriesMatcher Matcher, List<uint>? Pairs, long Series);
}
