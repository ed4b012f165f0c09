using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// A label name and the pairs that have it: in order of arrival, and in order of their values when somebody asks for that order. What matchers found is remembered; since pairs are only
/// added, only the new ones have to be looked at when the same is asked again.
/// </summary>
internal sealed class LabelName(byte[] name)
{
    /// <summary>Matchers that are remembered at most, and how many of their pairs for each pair of the name.</summary>
    private const int MaxMatched = 32, MatchedPerPair = 4;

    private readonly List<MatchedPairs> _matched = [];
    private uint[] _pairs = new uint[4];
    private uint[] _sorted = [];
    private int _sortedCount;

    /// <summary>The name, UTF-8.</summary>
    public byte[] Name { get; } = name;

    /// <summary>How many pairs there are.</summary>
    public int Count { get; private set; }

    /// <summary>The pairs in order of arrival.</summary>
    public ReadOnlySpan<uint> Pairs => _pairs.AsSpan(0, Count);

    /// <summary>Adds a pair.</summary>
    public void Add(uint pair)
    {
        if (Count == _pairs.Length)
        {
            Array.Resize(ref _pairs, Count * 2);
        }

        _pairs[Count++] = pair;
    }

    /// <summary>
    /// The pairs whose value satisfies a matcher; of a matcher that series without the label satisfy too, the pairs whose value does not. Valid until the next call.
    /// </summary>
    public List<uint> Matching(SeriesMatcher matcher, LabelPairs pairs)
    {
        int place = _matched.FindIndex(matched => ReferenceEquals(matched.Matcher, matcher));
        MatchedPairs found = place >= 0 ? _matched[place] : new MatchedPairs(matcher);
        ReadOnlySpan<uint> unseen = place >= 0 || matcher.Pattern.Prefix.IsEmpty || matcher.Negated != matcher.MatchesEmpty
            ? _pairs.AsSpan(found.Seen, Count - found.Seen)
            : WithPrefix(matcher.Pattern.Prefix.Span, pairs);
        foreach (uint pair in unseen)
        {
            if (matcher.Matches(pairs.ValueOf(pair)) != matcher.MatchesEmpty)
            {
                found.Pairs.Add(pair);
            }
        }

        found.Seen = Count;
        if (place != 0)
        {
            Remember(found, place);
        }

        return found.Pairs;
    }

    // The one asked for last comes first.
    private void Remember(MatchedPairs found, int place)
    {
        if (place > 0)
        {
            _matched.RemoveAt(place);
        }

        _matched.Insert(0, found);
        long kept = 0;
        for (int i = 0; i < _matched.Count; i++)
        {
            kept += _matched[i].Pairs.Count;
            if (i > 0 && (i == MaxMatched || kept > (long)MatchedPerPair * Count))
            {
                _matched.RemoveRange(i, _matched.Count - i);
            }
        }
    }

    private ReadOnlySpan<uint> WithPrefix(ReadOnlySpan<byte> prefix, LabelPairs pairs)
    {
        ReadOnlySpan<uint> sorted = Sorted(pairs);
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = pairs.ValueOf(sorted[middle]).SequenceCompareTo(prefix) < 0 ? (middle + 1, high) : (low, middle);
        }

        int end = low;
        while (end < sorted.Length && pairs.ValueOf(sorted[end]).StartsWith(prefix))
        {
            end++;
        }

        return sorted[low..end];
    }

    private ReadOnlySpan<uint> Sorted(LabelPairs pairs)
    {
        if (_sortedCount < Count)
        {
            Comparison<uint> byValue = (left, right) => pairs.ValueOf(left).SequenceCompareTo(pairs.ValueOf(right));
            Array.Resize(ref _sorted, _pairs.Length);
            _pairs.AsSpan(_sortedCount, Count - _sortedCount).CopyTo(_sorted.AsSpan(_sortedCount));
            if (Count - _sortedCount < _sortedCount / 8)
            {
                Merge(byValue);
            }
            else
            {
                _sorted.AsSpan(0, Count).Sort(byValue);
            }

            _sortedCount = Count;
        }

        return _sorted.AsSpan(0, Count);
    }

    // Sorts what is new and merges it into the rest from the end.
    private void Merge(Comparison<uint> byValue)
    {
        uint[] added = _sorted[_sortedCount..Count];
        added.AsSpan().Sort(byValue);
        int old = _sortedCount - 1, fresh = added.Length - 1;
        for (int at = Count - 1; fresh >= 0; at--)
        {
            _sorted[at] = old >= 0 && byValue(_sorted[old], added[fresh]) > 0 ? _sorted[old--] : added[fresh--];
        }
    }

    /// <summary>What a matcher found among the pairs seen so far.</summary>
    private sealed class MatchedPairs(SeriesMatcher matcher)
    {
        public SeriesMatcher Matcher { get; } = matcher;

        public List<uint> Pairs { get; } = [];

        public int Seen { get; set; }
    }
}
