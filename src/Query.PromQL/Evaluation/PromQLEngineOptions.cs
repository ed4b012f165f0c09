using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>The settings of a <see cref="PromQLEngine"/>.</summary>
public sealed record PromQLEngineOptions
{
    /// <summary>Which gated parts of the language are on.</summary>
    public PromQLFeatures Features { get; init; }

    /// <summary>The most samples that one query may hold; the error is Prometheus' "query processing would load too many samples into memory in query execution".</summary>
    public long MaxSamples { get; init; } = 50_000_000;

    /// <summary>The resolution of subqueries that state none, milliseconds.</summary>
    public long DefaultSubqueryStep { get; init; } = 60_000;

    /// <summary>So few series of shards at hand are evaluated on one thread: they cost less than handing them to others.</summary>
    internal int FewSeries { get; init; } = 32;
}
