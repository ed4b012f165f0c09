namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>The entries of one write request that fall into one shard.</summary>
/// <param name="Batch">The bytes of the engine's batch writer.</param>
[GenerateSerializer, Immutable, Alias("obs.metrics-append")]
public sealed record MetricsAppend([property: Id(0)] ReadOnlyMemory<byte> Batch);
