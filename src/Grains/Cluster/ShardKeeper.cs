using Microsoft.Extensions.Logging;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Log;
using Orleans.Obs.Grains.Placement;
using Orleans.Obs.Grains.Shards;
using Orleans.Obs.Grains.Tenants;

namespace Orleans.Obs.Grains.Cluster;

/// <summary>
/// Sees that the shards that belong to this silo are open somewhere: at the start, and whenever a silo comes or goes. So the log of a silo that died is read at once, and once for all its
/// shards, and not when the first unlucky request comes.
/// </summary>
internal sealed partial class ShardKeeper(
    IBlobStore store, TenantCatalog tenants, IEnumerable<IShardSignal> signals, ActiveSilos silos, LiveShards live, SiloLogs log, TimeProvider clock, ILogger<ShardKeeper> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IReadiness, IDisposable
{
    private const int CallsAtOnce = 32;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _keeping = Task.CompletedTask;
    private volatile bool _done;

    public bool IsReady => _done && log.IsWritable;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<ShardKeeper>(
        ServiceLifecycleStage.Active,
        _ =>
        {
            _keeping = Task.Run(() => KeepAsync(_stopping.Token), CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _keeping;
        });

    public void Dispose() => _stopping.Dispose();

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in silos.ChangesAsync(cancellationToken).ConfigureAwait(false))
            {
                await WakeUntilDoneAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task WakeUntilDoneAsync(CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        for (bool done = false; !done && silos.IsActive;)
        {
            try
            {
                int shards = await WakeAsync(cancellationToken).ConfigureAwait(false);
                done = _done = true;
                LogAwake(shards, (long)clock.GetElapsedTime(started).TotalMilliseconds);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(failure.Message);
                await Task.Delay(RetryAfter, clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Opens what belongs here and is not open here. A shard that is open elsewhere answers from there, until it moves.</summary>
    private async Task<int> WakeAsync(CancellationToken cancellationToken)
    {
        int shards = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(MissingAsync(cancellationToken), options, async (missing, token) =>
        {
            if (await store.StatAsync(ShardManifest.NameOf(missing.Shard), token).ConfigureAwait(false) is not null)
            {
                await missing.Signal.WakeAsync(new ShardGrainKey(missing.Shard.Tenant, missing.Shard.Slot), token).ConfigureAwait(false);
                Interlocked.Increment(ref shards);
            }
        }).ConfigureAwait(false);
        return shards;
    }

    private async IAsyncEnumerable<(IShardSignal Signal, ShardKey Shard)> MissingAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<ShardKey> here = [.. live.All.Select(static shard => shard.Key)];
        await foreach (string tenant in tenants.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            TenantSettings settings = await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false);
            foreach (IShardSignal signal in signals)
            {
                for (int slot = 0; slot < signal.SlotsOf(settings); slot++)
                {
                    var shard = new ShardKey(tenant, signal.Signal, slot);
                    if (!here.Contains(shard) && silos.IsMine(shard))
                    {
                        yield return (signal, shard);
                    }
                }
            }
        }
    }

    [LoggerMessage(2101, LogLevel.Information, "{Shards} shards of this silo were opened or found open elsewhere after {Milliseconds} ms")]
    private partial void LogAwake(int shards, long milliseconds);

    [LoggerMessage(2102, LogLevel.Warning, "Not all shards of this silo are open yet: {Reason}")]
    private partial void LogFailed(string reason);
}
