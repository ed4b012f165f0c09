using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Placement;
using Orleans.Obs.Grains.Queries;
using Orleans.Obs.Grains.Shards;
using Orleans.Placement;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>
/// Owns one metrics shard: opens it on activation, bounds what is in flight, keeps its maintenance going, and gives it up when somebody else owns it. Reentrant, so that the next
/// batch is applied while one waits to become durable; the engine's shard itself is thread-safe.
/// </summary>
[Reentrant, Immovable, RendezvousPlacement]
internal sealed partial class MetricsShardGrain(
    MetricsShardOpening opening,
    LiveShards shards,
    LocalMetrics local,
    QueryExecutor queries,
    ShardMaintenance maintenance,
    ShardInstruments instruments,
    TimeProvider clock,
    ILogger<MetricsShardGrain> logger) : Grain, IMetricsShardGrain
{
    private const int MaxCallsInFlight = 256;
    private const long MaxBytesInFlight = 64L << 20;
    private const int RetryAfterSeconds = 1;

    /// <summary>After so many bytes of batches the shard's memory is looked at, besides at every maintenance.</summary>
    private const long ReportEveryBytes = 1 << 20;

    private static readonly TimeSpan MaintenancePeriod = TimeSpan.FromSeconds(5);

    private readonly InFlight _inFlight = new(MaxCallsInFlight, MaxBytesInFlight);
    private ShardGrainKey _key;
    private MetricsShard? _shard;
    private LiveShard? _live;
    private ShardReader? _reader;
    private long _unreportedBytes;

    private MetricsShard Shard => _shard ?? throw new InvalidOperationException("the shard is not open");

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ShardGrainKey.Parse(this.GetPrimaryKeyString());
        long started = clock.GetTimestamp();
        _shard = await opening.OpenAsync(_key, cancellationToken);
        _live = new LiveShard(_shard.Key, this.GetGrainId(), PrepareToMoveAsync);
        shards.Join(_live);
        _reader = new ShardReader(_key, _shard, logger);
        local.Add(_key, _reader);
        Report();
        LogOpened(_key, _shard.Epoch, _live.Series, (long)clock.GetElapsedTime(started).TotalMilliseconds);

        // Shards of one silo start together; their maintenance should not.
        TimeSpan firstTime = MaintenancePeriod * ((_key.Slot % 16) + 1) / 16;
        this.RegisterGrainTimer(
            static (grain, token) => grain.MaintainAsync(token), this, new GrainTimerCreationOptions(firstTime, MaintenancePeriod) { KeepAlive = true, Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_live is not null)
        {
            shards.Leave(_live);
            local.Remove(_key, _reader!);
        }

        if (_shard is { IsBroken: false } shard)
        {
            await ReleaseAsync(shard, cancellationToken);
        }
    }

    public async Task<MetricsAppendReply> AppendAsync(MetricsAppend batch, CancellationToken cancellationToken)
    {
        long arrived = Stopwatch.GetTimestamp();
        int bytes = batch.Batch.Length;
        if (shards.IsMemoryExhausted)
        {
            return Refuse(ReplyStatus.Overloaded, "memory", "memory for recent data is exhausted");
        }

        if (!_inFlight.TryEnter(bytes))
        {
            return Refuse(ReplyStatus.Overloaded, "in_flight", $"too many writes wait in shard {_key}");
        }

        try
        {
            AppendResult result = await Shard.AppendAsync(batch.Batch);
            instruments.Appended(Stopwatch.GetElapsedTime(arrived));
            return AppendReplies.Of(result);
        }
        catch (LogUnavailableException unavailable)
        {
            return Refuse(ReplyStatus.Unavailable, "log", unavailable.Message);
        }
        catch (BlobUnavailableException unavailable)
        {
            return Refuse(ReplyStatus.Unavailable, "store", unavailable.Message);
        }
        catch (CorruptBlockException corrupt)
        {
            LogCorrupt(_key, corrupt.Message);
            return Refuse(ReplyStatus.Failed, "corrupt", corrupt.Message);
        }
        catch (ArgumentException damaged)
        {
            return Refuse(ReplyStatus.Failed, "damaged", damaged.Message);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            GiveUp(lost);
            return Refuse(ReplyStatus.Moved, "moved", lost.Message);
        }
        finally
        {
            _inFlight.Leave(bytes);
            _unreportedBytes += bytes;
            if (_unreportedBytes >= ReportEveryBytes)
            {
                Report();
            }
        }
    }

    private static bool IsLoss(Exception exception) => exception is LogClosedException or OwnershipLostException or ShardBrokenException;

    private MetricsAppendReply Refuse(ReplyStatus status, string reason, string message)
    {
        instruments.Refused(reason);
        return MetricsAppendReply.Not(status, RetryAfterSeconds, message);
    }

    /// <summary>Makes room for an activation that opens the shard anew; callers are told to try again.</summary>
    private void GiveUp(Exception reason)
    {
        LogGivenUp(_key, reason.Message);
        DeactivateOnIdle();
    }

    private void Report()
    {
        _unreportedBytes = 0;
        if (_shard is { IsBroken: false } shard)
        {
            ShardStatistics now = shard.Statistics(top: 0);
            shards.Report(_live!, now.HeadSeries, now.MemoryBytes, now.StoredBytes, now.OldestUnflushed);
        }
    }
}
