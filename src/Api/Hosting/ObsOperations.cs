using Microsoft.AspNetCore.Routing;
using Orleans.Obs.Api.Cluster;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.Hosting;

/// <summary>What operators call on any process of the cluster, whatever its role.</summary>
public static class ObsOperations
{
    /// <summary>Maps the endpoints; the host called <see cref="ObsAccess.AddObsAccess"/> and <see cref="ObsAccess.UseObsAccess"/>.</summary>
    public static IEndpointRouteBuilder MapObsOperations(this IEndpointRouteBuilder endpoints)
    {
        KeyEndpoints.Map(endpoints);
        ClusterEndpoint.Map(endpoints);
        return endpoints;
    }
}
