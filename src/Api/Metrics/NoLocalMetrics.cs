using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Api.Metrics;

/// <summary>A process without shards.</summary>
internal sealed class NoLocalMetrics : ILocalMetrics
{
    public ISeriesSource? Find(string tenant, int shard) => null;
}
