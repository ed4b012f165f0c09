using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Security;

/// <summary>The tenants as those see them who check and manage keys.</summary>
public interface ITenants
{
    /// <summary>One tenant, which need not exist.</summary>
    ITenantGrain Of(string tenant);
}
