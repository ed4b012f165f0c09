using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Grains.Archives;
using Orleans.Obs.Grains.Cluster;
using Orleans.Obs.Grains.Log;
using Orleans.Obs.Grains.Metrics;
using Orleans.Obs.Grains.Placement;
using Orleans.Obs.Grains.Queries;
using Orleans.Obs.Grains.Shards;
using Orleans.Obs.Grains.Storage;
using Orleans.Obs.Grains.Tenants;
using Orleans.Obs.Query.Common.Scheduling;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Providers;
using Orleans.Storage;

namespace Orleans.Obs.Grains;

/// <summary>Registers what the grains of a silo share.</summary>
public static class GrainsServices
{
    private const int MaxWaitingPlans = 4096;

    /// <summary>Adds grains and services; the host registers <see cref="GrainSettings"/> and <see cref="TimeProvider"/>. The store is disposed with the host.</summary>
    public static ISiloBuilder AddObsGrains(this ISiloBuilder silo, IBlobStore store)
    {
        IServiceCollection services = silo.Services;
        services.AddSingleton<StoreInstruments>();
        services.AddSingleton<IBlobStore>(provider => new MeteredBlobStore(store, provider.GetRequiredService<StoreInstruments>()));
        services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (provider, _) => new BlobGrainStorage(provider.GetRequiredService<IBlobStore>()));
        services.AddSingleton<TenantCatalog>();
        services.AddSingleton<TenantKeys>();
        services.AddSingleton<MetricUses>();
        services.AddSingleton<ITenantArchives, TenantArchives>();
        services.AddSingleton<LogReplay>();
        services.AddSingleton<SiloLogs>();
        services.AddSingleton<ActiveSilos>();
        services.AddSingleton<ShardKeeper>();
        services.AddSingleton<ShardMover>();
        services.AddSingleton<IShardSignal, MetricsSignal>();
        services.AddSingleton<LogJanitor>();
        services.AddSingleton<LiveShards>();
        services.AddSingleton<MaintenanceGate>();
        services.AddSingleton<ShardMaintenance>();
        services.AddSingleton<MetricsShardOpening>();
        services.AddSingleton<ShardInstruments>();
        services.AddSingleton(provider => new PageCache(provider.GetRequiredService<GrainSettings>().PageCacheBytes));
        services.AddSingleton(provider => new QueryTurns(provider.GetRequiredService<GrainSettings>().QueryWorkers, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new QueryExecutor(provider.GetRequiredService<QueryTurns>(), MaxWaitingPlans));
        services.AddSingleton<LocalMetrics>();
        services.AddSingleton<ILocalMetrics>(provider => provider.GetRequiredService<LocalMetrics>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloLogs>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<ShardKeeper>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<ShardMover>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<LogJanitor>());
        services.AddSingleton<IReadiness>(provider => provider.GetRequiredService<ShardKeeper>());
        services.AddSingleton<LogInstruments>();
        services.AddPlacementDirector<OwnSiloPlacementStrategy, OwnSiloPlacementDirector>();
        services.AddPlacementDirector<RendezvousPlacementStrategy, RendezvousPlacementDirector>();
        return silo;
    }
}
