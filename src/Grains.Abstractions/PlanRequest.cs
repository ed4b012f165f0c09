namespace Orleans.Obs.Grains.Abstractions;

/// <summary>A query plan for one shard.</summary>
/// <param name="Plan">The plan as the query language encoded it.</param>
[GenerateSerializer, Immutable, Alias("obs.plan-request")]
public sealed record PlanRequest([property: Id(0)] ReadOnlyMemory<byte> Plan);
