using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Answers matchers from a block's label pages. Each matcher becomes a set of a name's values whose series are taken (when series without the label do not
/// match) or thrown out
/// (when they do). Known literals and prefixes narrow the values, and so the pages, that have to be looked at; a pattern runs once per distinct value, never
/// per series, and not at all for a block that has been asked the same before.
/// </summary>
internal sealed class BlockMatching
{
    private readonly BlockFooter _footer;
    private readonly List<Condition> _conditions = [];

    private BlockMatching(BlockFooter footer) => _footer = footer;

    /// <summary>Finds out what has to be read for matchers that <paramref name="known"/> has no answer to; null when no series can match.</summary>
    public static BlockMatching? Plan(BlockFooter footer, IReadOnlyList<SeriesMatcher> matchers, Func<SeriesMatcher, MatchedSeries?> known)
    {
        var matching = new BlockMatching(footer);
        foreach (SeriesMatcher matcher in matchers)
        {
            int name = footer.IndexOfName(matcher.Name.Span);
            if (name < 0 || matcher.Pattern.MatchesEverything)
            {
                if (!matcher.MatchesEmpty)
                {
                    return null;
                }

                continue;
            }

            matching._conditions.Add(new Condition(matcher, footer.PairsOfName(name)) { Found = known(matcher) });
        }

        return matching;
    }

    /// <summary>The label pages that <see cref="Evaluate"/> needs, ascending.</summary>
    public int[] LabelPages()
    {
        SortedSet<int>? pages = null;
        foreach (Condition condition in _conditions)
        {
            if (condition.Found is not null)
            {
                continue;
            }

            foreach ((int first, int last) in condition.PageRanges(_footer))
            {
                for (int page = first; page <= last; page++)
                {
                    (pages ??= []).Add(page);
                }
            }
        }

        return pages is null ? [] : [.. pages];
    }

    /// <summary>The series that satisfy all matchers; null when there are none. Newly found answers to single matchers are handed to <paramref name="learn"/>.</summary>
    public SeriesBitmap? Evaluate(int[] pageIndexes, LabelPage[] pages, Action<SeriesMatcher, MatchedSeries> learn)
    {
        SeriesBitmap? matching = null;
        foreach (Condition condition in _conditions)
        {
            if (condition.Found is null)
            {
                condition.Found = Find(condition, pageIndexes, pages);
                learn(condition.Matcher, condition.Found);
            }

            SeriesBitmap named = condition.Found.Series;
            if (condition.Excludes)
            {
                matching ??= SeriesBitmap.All(_footer.SeriesCount);
                matching.ExceptWith(named);
            }
            else if (matching is null)
            {
                matching = named.Copy();
            }
            else
            {
                matching.IntersectWith(named);
            }
        }

        matching ??= SeriesBitmap.All(_footer.SeriesCount);
        return matching.NextFrom(0) < _footer.SeriesCount ? matching : null;
    }

    private MatchedSeries Find(Condition condition, int[] pageIndexes, LabelPage[] pages)
    {
        var named = new SeriesBitmap(_footer.SeriesCount);
        foreach ((int first, int last) in condition.PageRanges(_footer))
        {
            int at = Array.BinarySearch(pageIndexes, first);
            foreach (LabelPage page in pages.AsSpan(at, last - first + 1))
            {
                condition.AddSeries(page, named);
            }
        }

        return new MatchedSeries(named);
    }

    /// <summary>One matcher over the pairs of its name.</summary>
    private sealed class Condition(SeriesMatcher matcher, (int Start, int End) pairs)
    {
        public SeriesMatcher Matcher { get; } = matcher;

        /// <summary>The answer, once it is known.</summary>
        public MatchedSeries? Found { get; set; }

        /// <summary>Series without the label match, so look for the values that do not and throw their series out.</summary>
        public bool Excludes => Matcher.MatchesEmpty;

        /// <summary>Looking for values that satisfy the pattern itself, so that its hints apply? (Taking what matches a plain pattern, or throwing out what
        /// matches a negated one.)</summary>
        private bool PatternHolds => Matcher.Negated == Excludes;

        /// <summary>The ranges (both ends inclusive) of label pages that may hold the values looked for; ascending, not overlapping.</summary>
        public IEnumerable<(int First, int Last)> PageRanges(BlockFooter footer)
        {
            int first = footer.LabelPageOf(pairs.Start), last = footer.LabelPageOf(pairs.End - 1);
            if (!PatternHolds || (Matcher.Pattern.Literals.IsDefault && Matcher.Pattern.Prefix.IsEmpty))
            {
                return [(first, last)];
            }

            if (Matcher.Pattern.Literals.IsDefault)
            {
                ReadOnlySpan<byte> prefix = Matcher.Pattern.Prefix.Span;
                int end = PageFor(footer, first, last, prefix), start = end;
                while (end < last && footer.FirstValues[end + 1].AsSpan().StartsWith(prefix))
                {
                    end++;
                }

                return [(start, end)];
            }

            var pages = new SortedSet<int>();
            foreach (ReadOnlyMemory<byte> literal in Matcher.Pattern.Literals)
            {
                pages.Add(PageFor(footer, first, last, literal.Span));
            }

            return pages.Select(static page => (page, page));
        }

        /// <summary>Adds the series of the values looked for that lie in one page.</summary>
        public void AddSeries(LabelPage page, SeriesBitmap series)
        {
            int start = Math.Max(pairs.Start, page.FirstOrdinal), end = Math.Min(pairs.End, page.EndOrdinal);
            ImmutableArray<ReadOnlyMemory<byte>> literals = Matcher.Pattern.Literals;
            if (PatternHolds && !literals.IsDefault)
            {
                foreach (ReadOnlyMemory<byte> literal in literals)
                {
                    int ordinal = page.LowerBound(start, end, literal.Span);
                    if (ordinal < end && page.ValueOf(ordinal).SequenceEqual(literal.Span))
                    {
                        page.AddSeries(ordinal, series);
                    }
                }

                return;
            }

            ReadOnlySpan<byte> prefix = PatternHolds ? Matcher.Pattern.Prefix.Span : default;
            for (int ordinal = page.LowerBound(start, end, prefix); ordinal < end; ordinal++)
            {
                ReadOnlySpan<byte> value = page.ValueOf(ordinal);
                if (!value.StartsWith(prefix))
                {
                    break;
                }

                if (Matcher.Pattern.Matches(value) == PatternHolds)
                {
                    page.AddSeries(ordinal, series);
                }
            }
        }

        /// <summary>The last page of [<paramref name="first"/>, <paramref name="last"/>] whose values of this name can begin at or below
        /// <paramref name="value"/>.</summary>
        private static int PageFor(BlockFooter footer, int first, int last, ReadOnlySpan<byte> value)
        {
            // The first page may begin with another name's pairs; those behind it begin within this name.
            while (first < last)
            {
                int middle = (first + last + 1) >>> 1;
                (first, last) = footer.FirstValues[middle].AsSpan().SequenceCompareTo(value) <= 0 ? (middle, last) : (first, middle - 1);
            }

            return first;
        }
    }
}
