using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Security;

/// <summary>The tenants of the cluster.</summary>
internal sealed class GrainTenants(IGrainFactory grains) : ITenants
{
    public ITenantGrain Of(string tenant) => grains.GetGrain<ITenantGrain>(tenant);
}
