using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Core.Internal;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Placement;
using Orleans.Obs.Grains.Shards;

namespace Orleans.Obs.Grains.Cluster;

/// <summary>
/// Moves shards to the silos that they belong to, a few at a time: some time after a silo came or went, and all of them when this silo stops. A shard first cuts what it would take
/// long to read back, while it still serves; then it is released here and opened there, and calls that arrive in between wait and follow.
/// </summary>
internal sealed partial class ShardMover(
    ActiveSilos silos, LiveShards shards, IEnumerable<IShardSignal> signals, IGrainFactory grains, TimeProvider clock, ILogger<ShardMover> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int MovesAtOnce = 2, MovesAtOnceWhenStopping = 4;

    /// <summary>Silos that restart one after the other should not make shards move to and fro.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5), LongestMove = TimeSpan.FromSeconds(60), LongestStart = TimeSpan.FromSeconds(5), LongestDrain = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private Task _moving = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<ShardMover>(
        ServiceLifecycleStage.BecomeActive,
        _ =>
        {
            _moving = Task.Run(() => MoveMisplacedAsync(_stopping.Token), CancellationToken.None);
            return Task.CompletedTask;
        },
        async cancellationToken =>
        {
            await _stopping.CancelAsync();
            await _moving;
            await DrainAsync(cancellationToken);
        });

    public void Dispose() => _stopping.Dispose();

    private async Task MoveMisplacedAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<SiloAddress> seen = [];
        long since = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                ImmutableArray<SiloAddress> now = silos.All;
                if (!now.SequenceEqual(seen))
                {
                    (seen, since) = (now, clock.GetTimestamp());
                }
                else if (clock.GetElapsedTime(since) >= Settle)
                {
                    await MoveAsync([.. shards.All.Where(shard => !silos.IsMine(shard.Key))], MovesAtOnce, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>Gives every shard to the silo that it belongs to now that this one takes none any more. What is left when time is up is released without a place to go.</summary>
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (silos.IsAlone)
        {
            // Nobody is there to take them.
            return;
        }

        using var deadline = new CancellationTokenSource(LongestDrain, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await foreach (ImmutableArray<SiloAddress> others in silos.ChangesAsync(stop.Token).ConfigureAwait(false))
            {
                // The others must know that this silo leaves before shards go, or they would come back.
                if (!silos.IsActive)
                {
                    await MoveAsync(others.IsEmpty ? [] : [.. shards.All], MovesAtOnceWhenStopping, stop.Token).ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogNotDrained(shards.All.Count());
        }
    }

    private async Task MoveAsync(ImmutableArray<LiveShard> misplaced, int atOnce, CancellationToken cancellationToken)
    {
        if (misplaced.IsEmpty)
        {
            return;
        }

        long started = clock.GetTimestamp();
        int moved = 0;
        await Parallel.ForEachAsync(misplaced, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, async (shard, token) =>
        {
            using var deadline = new CancellationTokenSource(LongestMove, clock);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, token);
            try
            {
                await MoveAsync(shard, stop.Token).ConfigureAwait(false);
                Interlocked.Increment(ref moved);
            }
            catch (Exception failure) when (!token.IsCancellationRequested)
            {
                LogNotMoved(shard.Key.ToString(), failure.Message);
            }
        }).ConfigureAwait(false);
        LogMoved(moved, (long)clock.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task MoveAsync(LiveShard shard, CancellationToken cancellationToken)
    {
        await shard.PrepareToMoveAsync(cancellationToken).ConfigureAwait(false);
        await grains.GetGrain<IGrainManagementExtension>(shard.Grain).MigrateOnIdle(cancellationToken).ConfigureAwait(false);
        await shard.Gone.WaitAsync(LongestStart, clock, cancellationToken).ConfigureAwait(false);

        // Answered from the new place once it is open there.
        await signals.First(signal => signal.Signal == shard.Key.Signal).WakeAsync(new ShardGrainKey(shard.Key.Tenant, shard.Key.Slot), cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(2111, LogLevel.Information, "Moved {Shards} shards to the silos that they belong to in {Milliseconds} ms")]
    private partial void LogMoved(int shards, long milliseconds);

    [LoggerMessage(2112, LogLevel.Warning, "Shard {Shard} stays for now: {Reason}")]
    private partial void LogNotMoved(string shard, string reason);

    [LoggerMessage(2113, LogLevel.Warning, "{Shards} shards were not moved in time and are only released")]
    private partial void LogNotDrained(int shards);
}
