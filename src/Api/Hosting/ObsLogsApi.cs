using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Obs.Api.Elasticsearch;
using Orleans.Obs.Api.JsonLines;
using Orleans.Obs.Api.Listeners;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Api.Loki;
using Orleans.Obs.Api.Queries;

namespace Orleans.Obs.Api.Hosting;

/// <summary>The edges of logs, for hosts whose silos have logs shards. They come beside <see cref="ObsApi"/>.</summary>
public static class ObsLogsApi
{
    /// <summary>Registers what the edges need. An <see cref="ILogsCluster"/> registered before stays, otherwise the edges call grains.</summary>
    public static IServiceCollection AddObsLogsApi(this IServiceCollection services)
    {
        services.TryAddSingleton<ILogsCluster, GrainLogsCluster>();
        services.AddSingleton<LogsIngest>();
        services.AddSingleton<LogsCatalog>();
        services.AddSingleton<LogQueries>();
        services.AddSingleton<LogRates>();
        services.AddSingleton<LogBatchesPool>();
        services.AddSingleton<LogsWritePipeline>();
        services.AddLokiApi();
        services.AddElasticsearchApi();
        services.AddJsonLinesApi();
        services.AddLogListeners();
        return services;
    }

    /// <summary>Maps the endpoints of the edges of logs.</summary>
    public static IEndpointRouteBuilder MapObsLogsApi(this IEndpointRouteBuilder endpoints) => endpoints.MapLokiApi().MapElasticsearchApi().MapJsonLinesApi();
}
