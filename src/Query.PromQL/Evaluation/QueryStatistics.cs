namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>What a query cost.</summary>
public sealed record QueryStatistics
{
    /// <summary>Samples that the steps looked at, as Prometheus counts them: a window counts at every step.</summary>
    public long TotalQueryableSamples { get; init; }

    /// <summary>The most samples held at one time.</summary>
    public long PeakSamples { get; init; }

    /// <summary>Samples decoded in the shards, each once.</summary>
    public long SamplesRead { get; init; }

    /// <summary>Series that selectors matched.</summary>
    public long SeriesFetched { get; init; }

    /// <summary>Per step: <see cref="TotalQueryableSamples"/>; null unless asked for.</summary>
    public IReadOnlyList<long>? SamplesPerStep { get; init; }
}
