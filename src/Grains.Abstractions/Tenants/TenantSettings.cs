namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>What edges need to know about a tenant.</summary>
/// <param name="MetricsSlots">Metrics shards; a power of two. A series' slot is the low bits of its hash.</param>
/// <param name="Limits">The limits.</param>
/// <param name="LogsSlots">Logs shards; a power of two. A stream's slot is the low bits of its hash.</param>
[GenerateSerializer, Immutable, Alias("obs.tenant-settings")]
public sealed record TenantSettings([property: Id(0)] int MetricsSlots, [property: Id(1)] TenantLimits Limits, [property: Id(2)] int LogsSlots = 16);
