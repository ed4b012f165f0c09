using Orleans.Obs.Api.Metrics;

namespace Orleans.Obs.Api.Shards;

/// <summary>Unites what shards answered to one question.</summary>
internal static class SortedUnion
{
    /// <summary>Each text once, in the order of UTF-8.</summary>
    public static List<string> Of<T>(IEnumerable<T> answers)
        where T : IEnumerable<string>
    {
        var union = new HashSet<string>(StringComparer.Ordinal);
        foreach (T answer in answers)
        {
            union.UnionWith(answer);
        }

        List<string> sorted = [.. union];
        sorted.Sort(Utf8Comparer.Instance);
        return sorted;
    }
}
