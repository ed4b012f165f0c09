namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>What a tenant uses.</summary>
/// <param name="ActiveSeries">Series in memory over all shards.</param>
/// <param name="MemoryBytes">Bytes of memory.</param>
/// <param name="StoredBytes">Bytes of blocks in the store.</param>
[GenerateSerializer, Immutable, Alias("obs.tenant-usage")]
public sealed record TenantUsage([property: Id(0)] long ActiveSeries, [property: Id(1)] long MemoryBytes, [property: Id(2)] long StoredBytes);
