using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Grains.Shards;

/// <summary>The shards of one signal, as far as who keeps them in their places has to know.</summary>
internal interface IShardSignal
{
    Signal Signal { get; }

    /// <summary>How many shards the tenant has.</summary>
    int SlotsOf(TenantSettings tenant);

    /// <summary>Calls the shard, which opens it where it belongs when it is nowhere; completes when it is open.</summary>
    Task WakeAsync(ShardGrainKey shard, CancellationToken cancellationToken);
}
