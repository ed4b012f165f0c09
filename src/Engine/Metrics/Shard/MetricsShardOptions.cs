using Orleans.Obs.Engine.Metrics.Blocks;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>What a metrics shard is told by its tenant's limits and its silo's settings; 0 and null mean no limit.</summary>
public sealed record MetricsShardOptions
{
    /// <summary>Series with recent samples in this shard.</summary>
    public long MaxSeries { get; init; }

    /// <summary>Series with recent samples of one metric in this shard.</summary>
    public long MaxSeriesPerMetric { get; init; }

    /// <summary>How large labels may be.</summary>
    public LabelLimits Labels { get; init; } = new(0, 1024, 8192);

    /// <summary>How far samples may lie ahead of the clock.</summary>
    public TimeSpan MaxFuture { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long samples are kept; null: for ever. Older ones are refused.</summary>
    public TimeSpan? Retention => Compaction.Retention;

    /// <summary>The oldest that samples get before they are cut into a block.</summary>
    public TimeSpan CutAge { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The bytes of log records after which a block is cut.</summary>
    public long CutLogBytes { get; init; } = 64 << 20;

    /// <summary>A series without samples for so long is forgotten when a block is cut (and may come back any time).</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Series are only forgotten when they are more than this share of all.</summary>
    public double IdleShare { get; init; } = 0.2;

    /// <summary>A series without deltas for so long starts again from zero, as a counter whose process restarted.</summary>
    public TimeSpan DeltaMemory { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A delta may come so long after a newer one of its series; later ones are refused.</summary>
    public TimeSpan DeltaLateness { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Exemplars kept in memory.</summary>
    public int ExemplarCapacity { get; init; } = 8192;

    /// <summary>The zstd level of blocks cut from the head.</summary>
    public int CutCompressionLevel { get; init; } = 3;

    /// <summary>What compaction aims at.</summary>
    public required MetricsCompactionOptions Compaction { get; init; }
}
