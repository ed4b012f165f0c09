using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>What compaction of metrics aims at.</summary>
public sealed record MetricsCompactionOptions : CompactionOptions
{
    /// <summary>Runs of chunks of one series are joined up to so many samples. Larger chunks are smaller per sample, but a query over a short range decodes
    /// whole chunks.</summary>
    public ushort MaxChunkSamples { get; init; } = 512;

    /// <summary>Compiles the anchored regular expressions of tombstones.</summary>
    public required Func<string, IValuePattern> Regex { get; init; }
}
