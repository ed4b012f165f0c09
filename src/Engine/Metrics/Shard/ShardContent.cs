using Orleans.Obs.Engine.Metrics.Exemplars;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Metadata;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>What a shard holds in memory; batches and replayed records change it in the same way. Not thread-safe.</summary>
internal sealed class ShardContent(int exemplarCapacity)
{
    /// <summary>Samples since the last cut.</summary>
    public MetricsHead Head { get; } = new();

    /// <summary>The newest exemplars.</summary>
    public ExemplarRing Exemplars { get; } = new(exemplarCapacity);

    /// <summary>Metadata heard by this owner, or since the last cut of the owner before.</summary>
    public MetadataTable Metadata { get; } = new();
}
