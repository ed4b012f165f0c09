using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Api.Prometheus.Search;

/// <summary>What somebody looks for among names or values, and how the finds are to be shown.</summary>
internal sealed record SearchQuery
{
    private const int MaxTerms = 32;
    private const int DefaultLimit = 100;
    private const int MaxLimit = 10_000;
    private const long DefaultRangeMilliseconds = 3_600_000;

    /// <summary>Which series' names or values.</summary>
    public required SeriesQuery Series { get; init; }

    /// <summary>What was typed; a find fits at least one. None: everything fits.</summary>
    public required IReadOnlyList<string> Terms { get; init; }

    /// <summary>The least score, from 0 to 1.</summary>
    public required double Threshold { get; init; }

    public required bool JaroWinkler { get; init; }

    public required bool CaseSensitive { get; init; }

    public required bool ByScore { get; init; }

    public required bool Descending { get; init; }

    public required bool ShowsScore { get; init; }

    public required int Limit { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Reads the parameters that all searches have.</summary>
    /// <exception cref="PrometheusException">One of them makes no sense.</exception>
    public static SearchQuery Read(PrometheusRequest request, string endpoint, long now)
    {
        request.InsistWellFormed();
        long start = request.Time("start", now - DefaultRangeMilliseconds), end = request.Time("end", now);
        if (end < start)
        {
            throw PrometheusException.BadData("end timestamp must not be before start timestamp");
        }

        var series = new SeriesQuery(request.Tenant, request.Selectors(null), start, end);
        IReadOnlyList<string> terms = request.GetAll("search[]");
        if (terms.Count > MaxTerms)
        {
            throw PrometheusException.BadData($"too many search[] terms: got {terms.Count}, maximum is {MaxTerms}");
        }

        string threshold = request.Get("fuzz_threshold");
        if (!PrometheusRequest.TryInteger(threshold.Length > 0 ? threshold : "0", out long percent, out _) || percent is < 0 or > 100)
        {
            throw PrometheusException.BadData($"invalid fuzz_threshold {GoLiteral.Quote(threshold)}: must be 0-100");
        }

        string algorithm = request.Get("fuzz_alg");
        if (algorithm is not ("" or "subsequence" or "jarowinkler"))
        {
            throw PrometheusException.BadData($"unsupported fuzz_alg {GoLiteral.Quote(algorithm)}: must be one of [subsequence jarowinkler]");
        }

        string sortBy = request.Get("sort_by"), direction = request.Get("sort_dir");
        CheckOrder(sortBy, direction, endpoint, terms.Count > 0);
        return new SearchQuery
        {
            Series = series,
            Terms = [.. terms.Where(static term => term.Length > 0)],
            Threshold = percent / 100.0,
            JaroWinkler = algorithm == "jarowinkler",
            CaseSensitive = request.Get("case_sensitive").Length == 0 || Flag(request, "case_sensitive"),
            ByScore = sortBy == "score",
            Descending = direction == "dsc",
            ShowsScore = Flag(request, "include_score"),
            Limit = Positive(request, "limit", DefaultLimit, MaxLimit),
            BatchSize = Positive(request, "batch_size", DefaultLimit, int.MaxValue),
        };
    }

    /// <summary>A flag, in the words of searches when it is none.</summary>
    public static bool Flag(PrometheusRequest request, string name)
    {
        string text = request.Get(name);
        return text is "1" or "t" or "T" or "true" or "TRUE" or "True"
            || (text is "" or "0" or "f" or "F" or "false" or "FALSE" or "False"
                ? false
                : throw PrometheusException.BadData($"invalid {name} {GoLiteral.Quote(text)}: must be boolean"));
    }

    private static void CheckOrder(string sortBy, string direction, string endpoint, bool searches)
    {
        string? fault = (sortBy, direction) switch
        {
            ("", not "") => "sort_dir is only valid when sort_by is set",
            ("score", not "") => "sort_dir is not supported for sort_by=score",
            (_, not ("" or "asc" or "dsc")) => $"invalid sort_dir {GoLiteral.Quote(direction)}: must be \"asc\" or \"dsc\"",
            ("score", _) when !searches => "sort_by=score requires search[] to be set",
            (not ("" or "alpha" or "score"), _) => $"invalid sort_by {GoLiteral.Quote(sortBy)} for {endpoint}: must be \"alpha\" or \"score\"",
            _ => null,
        };
        if (fault is not null)
        {
            throw PrometheusException.BadData(fault);
        }
    }

    private static int Positive(PrometheusRequest request, string name, int absent, int most)
    {
        string text = request.Get(name);
        if (text.Length == 0)
        {
            return absent;
        }

        if (!PrometheusRequest.TryInteger(text, out long number, out _) || number <= 0)
        {
            throw PrometheusException.BadData($"invalid {name} {GoLiteral.Quote(text)}: must be a positive integer");
        }

        return number <= most ? (int)number : throw PrometheusException.BadData($"{name} {number} exceeds the configured maximum ({most}, see --web.search.max-limit)");
    }
}
