using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>Where a script's series live. Loads come in time order per series.</summary>
internal interface IScriptStorage : IAsyncDisposable
{
    IMetricsShards Shards { get; }

    /// <summary>Stores the series; null when all of it was taken, else what was not.</summary>
    ValueTask<string?> LoadAsync(IReadOnlyList<LoadedSeries> series, CancellationToken cancellationToken);

    ValueTask ClearAsync();
}
