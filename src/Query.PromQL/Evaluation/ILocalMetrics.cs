using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>The metrics shards that are open in this process. Thread-safe.</summary>
public interface ILocalMetrics
{
    /// <summary>A tenant's shard; null when it is not open here.</summary>
    ISeriesSource? Find(string tenant, int shard);
}
