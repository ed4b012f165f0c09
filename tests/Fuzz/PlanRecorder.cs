using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Fuzz;

/// <summary>Keeps the plans that it is asked to execute.</summary>
internal sealed class PlanRecorder : IMetricsShards
{
    private readonly InMemoryMetrics _metrics = new(1);

    public List<byte[]> Plans { get; } = [];

    public int Count => 1;

    public ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
    {
        Plans.Add(plan.ToArray());
        return _metrics.ExecuteAsync(shard, plan, cancellationToken);
    }
}
