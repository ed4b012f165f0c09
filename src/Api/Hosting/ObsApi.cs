using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Otlp;
using Orleans.Obs.Api.Prometheus;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Api.Telemetry;
using Orleans.Obs.Query.Common.Scheduling;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Api.Hosting;

/// <summary>How a host takes the edges in: <see cref="AddObsApi"/> before it is built, then <see cref="UseObsApi"/> and <see cref="MapObsApi"/>.</summary>
public static class ObsApi
{
    /// <summary>Registers what the edges need. An <see cref="IMetricsCluster"/> registered before stays, otherwise the edges call grains; an <see cref="ILocalMetrics"/> registered before spares them calls to shards in this process.</summary>
    public static IServiceCollection AddObsApi(this IServiceCollection services, Action<ApiOptions>? configure = null)
    {
        services.AddOptions<ApiOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IMetricsCluster, GrainMetricsCluster>();
        services.TryAddSingleton<SiloLosses>();
        services.AddSingleton<ShardCalls>();
        services.AddSingleton<ShardAppends>();
        services.TryAddSingleton<ILocalMetrics, NoLocalMetrics>();
        services.TryAddSingleton(provider => new QueryTurns(Environment.ProcessorCount, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MetricsIngest>();
        services.AddSingleton<MetricsCatalog>();
        services.AddSingleton<MetricsQueries>();
        services.AddSingleton<QueryGate>();
        services.AddSingleton<ActiveQueries>();
        services.AddSingleton<QueryHistory>();
        services.AddSingleton<MetricUsage>();
        services.AddHostedService(static provider => provider.GetRequiredService<MetricUsage>());
        services.AddSingleton<WriteBudget>();
        services.AddSingleton<IngestionRates>();
        services.AddMetrics();
        services.AddSingleton<IngestInstruments>();
        services.AddSingleton<QueryInstruments>();
        services.AddSingleton<SlotBatchesPool>();
        services.AddPrometheusApi();
        services.AddOtlpApi();
        services.AddObsAccess();
        return services.AddAnswerCompression();
    }

    /// <summary>Adds what happens to every request: compression of answers, the texts of refusals, the headers that browsers ask for, and the door. On ports that are for OTLP only, nothing else is found.</summary>
    public static IApplicationBuilder UseObsApi(this IApplicationBuilder app, Func<int, bool>? isOtlpPort = null)
    {
        if (isOtlpPort is not null)
        {
            app.Use((context, next) =>
            {
                if (!isOtlpPort(context.Connection.LocalPort) || context.GetEndpoint()?.Metadata.GetMetadata<OtlpEndpoint>() is not null)
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        }

        return app.UseResponseCompression().UseMiddleware<PlainRefusals>().UseMiddleware<PrometheusCors>().UseObsAccess();
    }

    /// <summary>Maps the endpoints of the edges of metrics.</summary>
    public static IEndpointRouteBuilder MapObsApi(this IEndpointRouteBuilder endpoints) => endpoints.MapPrometheusApi().MapOtlpApi();
}
