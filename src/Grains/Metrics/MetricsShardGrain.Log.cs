using Microsoft.Extensions.Logging;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>What it tells operators.</summary>
internal sealed partial class MetricsShardGrain
{
    [LoggerMessage(2201, LogLevel.Debug, "Opened shard {Shard} at epoch {Epoch} with {Series} series after {Milliseconds} ms")]
    private partial void LogOpened(ShardGrainKey shard, long epoch, long series, long milliseconds);

    [LoggerMessage(2202, LogLevel.Debug, "Released shard {Shard} at epoch {Epoch}")]
    private partial void LogReleased(ShardGrainKey shard, long epoch);

    [LoggerMessage(2203, LogLevel.Warning, "Shard {Shard} was not released at epoch {Epoch}, its next owner replays the log: {Reason}")]
    private partial void LogNotReleased(ShardGrainKey shard, long epoch, string reason);

    [LoggerMessage(2204, LogLevel.Warning, "Gave up shard {Shard}: {Reason}")]
    private partial void LogGivenUp(ShardGrainKey shard, string reason);

    [LoggerMessage(2205, LogLevel.Warning, "Maintenance of shard {Shard} will be tried again: {Reason}")]
    private partial void LogMaintenanceFailed(ShardGrainKey shard, string reason);

    [LoggerMessage(2206, LogLevel.Error, "Shard {Shard} has damaged data: {Reason}")]
    private partial void LogCorrupt(ShardGrainKey shard, string reason);
}
