using Microsoft.Extensions.Logging;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Log;
using Orleans.Obs.Grains.Tenants;

namespace Orleans.Obs.Grains.WarmUp;

/// <summary>
/// Activates the shards that exist in the store when the silo starts, all at about the same time, so that the log of a predecessor that died is read once for all of them and
/// not by the first unlucky request.
/// </summary>
internal sealed partial class ShardWarmUp(
    IBlobStore store, TenantCatalog tenants, IGrainFactory grains, SiloLogs log, TimeProvider clock, ILogger<ShardWarmUp> logger)
    : ILifecycleParticipant<ISiloLifecycle>, ISiloReadiness, IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _warming = Task.CompletedTask;
    private volatile bool _done;

    public bool IsReady => _done && log.IsWritable;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<ShardWarmUp>(
        ServiceLifecycleStage.Active,
        _ =>
        {
            _warming = Task.Run(() => WarmAsync(_stopping.Token), CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _warming;
        });

    public void Dispose() => _stopping.Dispose();

    private async Task WarmAsync(CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                int shards = await ActivateAllAsync(cancellationToken);
                _done = true;
                LogWarm(shards, (long)clock.GetElapsedTime(started).TotalMilliseconds);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogFailed(failure.Message);
                await Task.Delay(RetryAfter, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<int> ActivateAllAsync(CancellationToken cancellationToken)
    {
        List<Task<MetricsShardStatistics>> shards = [];
        await foreach (string tenant in tenants.ListAsync(cancellationToken))
        {
            TenantSettings settings = await tenants.GetAsync(tenant, cancellationToken);
            for (int slot = 0; slot < settings.MetricsSlots; slot++)
            {
                if (await store.StatAsync(ShardManifest.NameOf(new ShardKey(tenant, Signal.Metrics, slot)), cancellationToken) is not null)
                {
                    shards.Add(grains.GetGrain<IMetricsShardGrain>(new ShardGrainKey(tenant, slot).ToString()).StatisticsAsync(top: 0, cancellationToken));
                }
            }
        }

        await Task.WhenAll(shards);
        return shards.Count;
    }

    [LoggerMessage(2101, LogLevel.Information, "{Shards} shards are back after {Milliseconds} ms")]
    private partial void LogWarm(int shards, long milliseconds);

    [LoggerMessage(2102, LogLevel.Warning, "Not all shards are back yet: {Reason}")]
    private partial void LogFailed(string reason);
}
