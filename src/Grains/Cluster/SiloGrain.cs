using System.Reflection;
using Orleans.Concurrency;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions.Cluster;
using Orleans.Obs.Grains.Log;
using Orleans.Obs.Grains.Placement;
using Orleans.Obs.Grains.Shards;
using Orleans.Placement;
using Orleans.Statistics;

namespace Orleans.Obs.Grains.Cluster;

/// <summary>Tells what its silo runs, holds and waits for.</summary>
[Reentrant, Immovable, OwnSiloPlacement]
internal sealed class SiloGrain(LiveShards shards, SiloLogs logs, IEnvironmentStatisticsProvider environment, TimeProvider clock) : Grain, ISiloGrain
{
    private static readonly string Version =
        (typeof(SiloGrain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    public Task<SiloReport> ReportAsync(CancellationToken cancellationToken)
    {
        EnvironmentStatistics process = environment.GetEnvironmentStatistics();
        SiloLog? log = logs.Living;
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return Task.FromResult(new SiloReport
        {
            Version = Version,
            ResidentBytes = Environment.WorkingSet,
            AvailableBytes = process.MaximumAvailableMemoryBytes,
            CpuPercent = process.FilteredCpuUsagePercentage,
            DataBytes = shards.Memory,
            DataBudgetBytes = shards.MemoryBudget,
            LogId = log?.LogId ?? "",
            LogIsWritable = logs.IsWritable,
            LogQueuedBytes = log?.QueuedBytes ?? 0,
            LogLagMilliseconds = (long)(log?.Lag ?? TimeSpan.Zero).TotalMilliseconds,
            Shards = [.. shards.All.Select(shard => ReportOf(shard, now)).OrderBy(static shard => (shard.Tenant, shard.Signal, shard.Slot))],
        });
    }

    private static ShardReport ReportOf(LiveShard shard, long now) => new(
        shard.Key.Tenant, NameOf(shard.Key.Signal), shard.Key.Slot, shard.Series, shard.Memory, shard.Stored, shard.UnflushedMilliseconds(now));

    private static string NameOf(Signal signal) => signal switch
    {
        Signal.Metrics => "metrics",
        Signal.Logs => "logs",
        _ => "traces",
    };
}
