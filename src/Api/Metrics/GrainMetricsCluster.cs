using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Metrics;

/// <summary>
/// The grains of the cluster. Remembers references to shards, and tenants' settings for seconds; settings that are a little older are used while new ones are on their way, so that the
/// loss of the silo that knows them stops nobody who is known already.
/// </summary>
internal sealed partial class GrainMetricsCluster(
    IGrainFactory grains, ShardCalls calls, IOptions<ApiOptions> options, TimeProvider time, ILogger<GrainMetricsCluster> logger) : IMetricsCluster
{
    private const int MaxTenants = 10_000;

    /// <summary>Settings older than so many times their age are not used any more.</summary>
    private const int MaxStaleness = 12;

    private readonly ConcurrentDictionary<string, Tenant> _tenants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<Tenant>>> _reading = new(StringComparer.Ordinal);

    public async ValueTask<TenantSettings> SettingsOfAsync(string tenant, CancellationToken cancellationToken)
    {
        TimeSpan fresh = options.Value.TenantSettingsAge, age = TimeSpan.MaxValue;
        if (_tenants.TryGetValue(tenant, out Tenant? known) && (age = time.GetElapsedTime(known.ReadAt)) < fresh)
        {
            return known.Settings;
        }

        Task<Tenant> reading = _reading.GetOrAdd(tenant, static (name, cluster) => new Lazy<Task<Tenant>>(() => cluster.ReadAsync(name)), this).Value;
        return age < fresh * MaxStaleness ? known!.Settings : (await reading.WaitAsync(cancellationToken)).Settings;
    }

    public IMetricsShardGrain Shard(string tenant, int slot) => _tenants.TryGetValue(tenant, out Tenant? known) && slot < known.Shards.Length
        ? known.Shards[slot]
        : ShardOf(tenant, slot);

    private async Task<Tenant> ReadAsync(string name)
    {
        try
        {
            TenantSettings settings = await calls.ReadAsync(() => grains.GetGrain<ITenantGrain>(name).GetSettingsAsync(), static _ => ReplyStatus.Ok, CancellationToken.None);
            if (_tenants.Count >= MaxTenants)
            {
                _tenants.Clear();
            }

            return _tenants[name] = new Tenant(settings, [.. Enumerable.Range(0, settings.MetricsSlots).Select(slot => ShardOf(name, slot))], time.GetTimestamp());
        }
        catch (Exception failure)
        {
            LogNotRead(name, failure.Message);
            throw;
        }
        finally
        {
            _reading.TryRemove(name, out _);
        }
    }

    private IMetricsShardGrain ShardOf(string tenant, int slot) => grains.GetGrain<IMetricsShardGrain>(new ShardGrainKey(tenant, slot).ToString());

    [LoggerMessage(2111, LogLevel.Warning, "The settings of tenant {Tenant} can't be read now: {Reason}")]
    private partial void LogNotRead(string tenant, string reason);

    private sealed record Tenant(TenantSettings Settings, IMetricsShardGrain[] Shards, long ReadAt);
}
