namespace Orleans.Obs.Grains.Abstractions.Cluster;

/// <summary>One shard at one moment.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Signal">What it holds: metrics, logs or traces.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="Series">Series (streams, traces) with recent data.</param>
/// <param name="MemoryBytes">Bytes of recent data.</param>
/// <param name="StoredBytes">Bytes of blocks.</param>
/// <param name="UnflushedMilliseconds">The age of the oldest record that is in no block; 0 when there is none.</param>
[GenerateSerializer, Immutable, Alias("obs.shard-report")]
public sealed record ShardReport(
    [property: Id(0)] string Tenant,
    [property: Id(1)] string Signal,
    [property: Id(2)] int Slot,
    [property: Id(3)] long Series,
    [property: Id(4)] long MemoryBytes,
    [property: Id(5)] long StoredBytes,
    [property: Id(6)] long UnflushedMilliseconds);
