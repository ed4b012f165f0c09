using Orleans.Obs.Api.Metrics;

namespace Orleans.Obs.Api.Prometheus.Search;

/// <summary>Finds the texts that fit a query, and puts them into its order.</summary>
internal static class SearchFilter
{
    /// <summary>The finds with their scores, at most one more than the query's limit, so that the last one says that there are more.</summary>
    public static List<(string Text, double Score)> Find(SearchQuery query, IEnumerable<string> texts)
    {
        string[] terms = [.. query.Terms.Select(term => Folded(term, query))];
        List<(string Text, double Score)> finds = [];
        foreach (string text in texts)
        {
            double score = terms.Length == 0 ? 1 : Score(terms, Folded(text, query), query);
            if (score > 0)
            {
                finds.Add((text, score));
            }
        }

        finds.Sort((left, right) => query.ByScore && left.Score != right.Score ? right.Score.CompareTo(left.Score)
            : query.Descending ? Utf8Comparer.Instance.Compare(right.Text, left.Text)
            : Utf8Comparer.Instance.Compare(left.Text, right.Text));
        return finds.Count > query.Limit + 1 ? finds[..(query.Limit + 1)] : finds;
    }

    /// <summary>The best score among the terms that the text fits; 0 when it fits none.</summary>
    private static double Score(string[] terms, string text, SearchQuery query)
    {
        double best = 0;
        foreach (string term in terms)
        {
            double score = query.JaroWinkler ? TextScore.Substring(term, text) : TextScore.Subsequence(term, text);
            bool fits = query.JaroWinkler ? score > 0 : score >= query.Threshold;
            if (!fits && query is { JaroWinkler: true, Threshold: > 0 })
            {
                score = TextScore.JaroWinkler(term, text);
                fits = score >= query.Threshold;
            }

            best = fits ? Math.Max(best, score) : best;
        }

        return best;
    }

    private static string Folded(string text, SearchQuery query) =>
#pragma warning disable CA1308 // Lower case is what the protocol folds to; it shows in which letters count as equal.
        query.CaseSensitive ? text : text.ToLowerInvariant();
#pragma warning restore CA1308
}
