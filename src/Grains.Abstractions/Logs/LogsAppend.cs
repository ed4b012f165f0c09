namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>The entries of one push request that fall into one shard.</summary>
/// <param name="Batch">The bytes of the engine's batch writer.</param>
[GenerateSerializer, Immutable, Alias("obs.logs-append")]
public sealed record LogsAppend([property: Id(0)] ReadOnlyMemory<byte> Batch);
