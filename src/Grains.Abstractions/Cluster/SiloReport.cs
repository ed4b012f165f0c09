using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Cluster;

/// <summary>One silo at one moment.</summary>
[GenerateSerializer, Immutable, Alias("obs.silo-report")]
public sealed record SiloReport
{
    /// <summary>The version that it runs.</summary>
    [Id(0)]
    public string Version { get; init; } = "";

    /// <summary>Bytes of memory that the process has.</summary>
    [Id(1)]
    public long ResidentBytes { get; init; }

    /// <summary>Bytes of memory that the process may have.</summary>
    [Id(2)]
    public long AvailableBytes { get; init; }

    /// <summary>The machine's processors in use, percent, smoothed.</summary>
    [Id(3)]
    public double CpuPercent { get; init; }

    /// <summary>Bytes of recent data in memory.</summary>
    [Id(4)]
    public long DataBytes { get; init; }

    /// <summary>Bytes that recent data may take.</summary>
    [Id(5)]
    public long DataBudgetBytes { get; init; }

    /// <summary>The silo's log.</summary>
    [Id(6)]
    public string LogId { get; init; } = "";

    /// <summary>Whether the log takes records.</summary>
    [Id(7)]
    public bool LogIsWritable { get; init; }

    /// <summary>Bytes of records that are not durable yet.</summary>
    [Id(8)]
    public long LogQueuedBytes { get; init; }

    /// <summary>For how long the write under way has been tried, milliseconds; 0 when all is durable.</summary>
    [Id(9)]
    public long LogLagMilliseconds { get; init; }

    /// <summary>The shards that the silo owns.</summary>
    [Id(10)]
    public ImmutableArray<ShardReport> Shards { get; init; } = [];
}
