namespace Orleans.Obs.Engine.Encodings;

/// <summary>Unions of texts that are sorted by their UTF-8 bytes, as label names and values are everywhere.</summary>
public static class SortedTexts
{
    /// <summary>Compares as the UTF-8 forms compare bytewise (UTF-16 order differs where surrogates are involved).</summary>
    public static int Compare(string left, string right)
    {
        int length = Math.Min(left.Length, right.Length);
        int at = left.AsSpan(0, length).CommonPrefixLength(right.AsSpan(0, length));
        if (at == length)
        {
            return left.Length.CompareTo(right.Length);
        }

        // Surrogates (code points above U+FFFF) sort behind U+E000..U+FFFF in UTF-8: move both ranges so that code units compare in that order.
        return Rank(left[at]).CompareTo(Rank(right[at]));

        static int Rank(char unit) => unit < 0xD800 ? unit : unit < 0xE000 ? unit + 0x2000 : unit - 0x800;
    }

    /// <summary>The sorted union of sorted lists, at most <paramref name="limit"/> texts (0: all).</summary>
    public static IReadOnlyList<string> Union(IReadOnlyList<IReadOnlyList<string>> sorted, int limit)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        IReadOnlyList<string> union = [];
        foreach (IReadOnlyList<string> list in sorted)
        {
            union = union.Count == 0 ? list : list.Count == 0 ? union : UnionOfTwo(union, list, limit);
        }

        return limit > 0 && union.Count > limit ? [.. union.Take(limit)] : union;
    }

    private static List<string> UnionOfTwo(IReadOnlyList<string> left, IReadOnlyList<string> right, int limit)
    {
        var union = new List<string>(Math.Max(left.Count, right.Count));
        int i = 0, j = 0;
        while ((i < left.Count || j < right.Count) && (limit <= 0 || union.Count < limit))
        {
            int order = i == left.Count ? 1 : j == right.Count ? -1 : Compare(left[i], right[j]);
            union.Add(order <= 0 ? left[i] : right[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return union;
    }
}
