using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.Otlp;

/// <summary>OTLP over gRPC, and over HTTP under the paths that clients use: the specification's own, Prometheus', Mimir's and VictoriaMetrics'.</summary>
internal static class OtlpApi
{
    // Its length is not known before it is read.
    private const int GrpcMessageBytes = 1 << 20;

    private static readonly string[] Paths = ["/v1/{0}", "/otlp/v1/{0}"];

    private static readonly string[] MorePathsOfMetrics =
        ["/api/v1/otlp/v1/metrics", "/prometheus/api/v1/otlp/v1/metrics", "/opentelemetry/v1/metrics", "/opentelemetry/api/v1/push"];

    public static void AddOtlpApi(this IServiceCollection services)
    {
        services.AddSingleton<OtlpExports>();
        services.AddSingleton<OtlpHttpEndpoint>();
        services.AddSingleton<IOtlpReceiver, OtlpMetricsReceiver>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<OtlpGrpcService>, OtlpGrpcService.Methods>());
        services.AddGrpc();
        services.AddOptions<GrpcServiceOptions>().Configure<IOptions<ApiOptions>>(static (grpc, api) =>
        {
            grpc.MaxReceiveMessageSize = api.Value.MaxDecodedWriteBytes;
            grpc.CompressionProviders.Add(new ZstdCompressionProvider());
            grpc.IgnoreUnknownServices = true;
        });
    }

    public static IEndpointRouteBuilder MapOtlpApi(this IEndpointRouteBuilder endpoints)
    {
        OtlpHttpEndpoint http = endpoints.ServiceProvider.GetRequiredService<OtlpHttpEndpoint>();
        foreach (IOtlpReceiver receiver in endpoints.ServiceProvider.GetServices<IOtlpReceiver>())
        {
            IEnumerable<string> paths = Paths.Select(path => path.Replace("{0}", receiver.Signal.Name, StringComparison.Ordinal));
            foreach (string path in receiver.Signal == OtlpSignal.Metrics ? paths.Concat(MorePathsOfMetrics) : paths)
            {
                endpoints.MapPost(path, context => http.HandleAsync(context, receiver))
                    .WithMetadata(OtlpEndpoint.Instance).Requires(AccessScope.Write).Refuses(OtlpAnswer.Refusals);
            }
        }

        WriteBudget budget = endpoints.ServiceProvider.GetRequiredService<WriteBudget>();
        endpoints.MapGrpcService<OtlpGrpcService>().Requires(AccessScope.Write)
            .Add(endpoint => endpoint.RequestDelegate = WithinBudget(budget, endpoint.RequestDelegate!));
        return endpoints;
    }

    /// <summary>A call is let in before its message is read, as a request over HTTP is.</summary>
    private static RequestDelegate WithinBudget(WriteBudget budget, RequestDelegate call) => async context =>
    {
        _ = RequestTenant.TryGet(context.Request, out string tenant);
        using WriteLease lease = budget.Take(tenant, GrpcMessageBytes);
        if (lease.Admission == WriteAdmission.Granted)
        {
            await call(context);
        }
        else
        {
            OtlpGrpcStatus.Refuse(context, OtlpResult.Busy(lease.Admission));
        }
    };
}
