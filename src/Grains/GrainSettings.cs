using Orleans.Obs.Engine.Log;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Grains;

/// <summary>What a host decides for the grains of its silo.</summary>
public sealed record GrainSettings
{
    /// <summary>The limits of a tenant that has none of its own.</summary>
    public TenantLimits DefaultLimits { get; init; } = new();

    /// <summary>Metrics shards of a tenant that is seen for the first time; a power of two.</summary>
    public int MetricsSlots { get; init; } = 16;

    /// <summary>The oldest that unflushed data gets.</summary>
    public TimeSpan FlushAge { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The log bytes of a shard that are not in a block.</summary>
    public long FlushBytes { get; init; } = 64 << 20;

    /// <summary>Bytes that all shards of the silo together may hold in memory.</summary>
    public long MemoryBudget { get; init; } = 1L << 30;

    /// <summary>Bytes of blocks' pages that the silo keeps.</summary>
    public long PageCacheBytes { get; init; } = 64 << 20;

    /// <summary>Plans that execute at the same time.</summary>
    public int QueryWorkers { get; init; } = Environment.ProcessorCount;

    /// <summary>How the silo's log writes.</summary>
    public SiloLogOptions Log { get; init; } = new();
}
