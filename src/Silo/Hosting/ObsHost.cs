using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Listeners;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Silo.Archives;
using Orleans.Obs.Silo.Configuration;
using Orleans.Obs.Silo.Health;
using Orleans.Obs.Silo.Telemetry;
using Orleans.Obs.Silo.Tls;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Puts the process together.</summary>
internal static class ObsHost
{
    private const int MaxRequestLineBytes = 1 << 20;
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(60);

    public static async Task<WebApplication> BuildAsync(WebApplicationBuilder builder, StartSettings settings)
    {
        ConsoleLogging.Configure(builder.Logging, builder.Configuration);
        builder.Services.AddObsOptions();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<SelfMetrics>();
        builder.Services.AddSingleton<IOwnMetrics>(services => services.GetRequiredService<SelfMetrics>());
        builder.Services.AddSingleton<ProcessInstruments>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddObsAccess();
        builder.Services.AddSingleton<IConfigureOptions<AccessOptions>, AccessSettings>();
        if (settings.Process.Role == ProcessRole.Api)
        {
            builder.AddApiClient(settings);
        }
        else
        {
            builder.AddSilo(settings, await BlobStores.OpenAsync(settings.Storage, TimeProvider.System));
        }

        if (settings.Process.Role != ProcessRole.Silo)
        {
            builder.Services.AddObsApi();
            builder.Services.AddSingleton<IConfigureOptions<ApiOptions>, ApiSettings>();
            builder.Services.AddSingleton<IConfigureOptions<ListenerOptions>, ListenerSettings>();
            builder.Services.AddHostedService<ReadinessNotifications>();
        }

        var otlp = OtlpPorts.Take(settings);
        builder.Services.AddSingleton(otlp);
        builder.Services.AddHostedService<Announcement>();
        builder.Services.Configure<SocketTransportOptions>(sockets =>
            sockets.CreateBoundListenSocket = endpoint => otlp.Release(endpoint) ?? SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings, otlp));

        WebApplication app = builder.Build();
        if (settings.Process.Role == ProcessRole.Silo)
        {
            app.UseObsAccess();
        }
        else
        {
            app.UseObsApi(otlp.Contains);
            app.MapObsApi();
        }

        app.MapHealth();
        app.MapLifecycle();
        app.MapSelfMetrics();
        app.MapObsOperations();
        if (settings.Process.Role != ProcessRole.Api)
        {
            app.MapArchives();
        }

        if (settings.Dashboard.Enabled)
        {
            app.MapOrleansDashboard("/dashboard").Requires(AccessScope.Operator);
        }

        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, StartSettings settings, OtlpPorts otlp)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.MaxRequestBufferSize = 2 * MaxRequestLineBytes;
        if (settings.Tls.IsOn)
        {
            kestrel.UseTls(settings.Tls);
        }

        // Only TLS lets client and server agree on HTTP/2; gRPC's clients know without.
        HttpProtocols agreed = settings.Tls.IsOn ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        Listen(settings.Http.Port, agreed);
        Listen(otlp.Http, agreed);
        Listen(otlp.Grpc, HttpProtocols.Http2);
        if (settings.Process.Role != ProcessRole.Silo)
        {
            kestrel.ListenForLogs(kestrel.ApplicationServices.GetRequiredService<IOptions<ListenerOptions>>().Value);
        }

        void Listen(int port, HttpProtocols protocols)
        {
            if (port != 0)
            {
                kestrel.Listen(ListenAddress.Of(settings.Http), port, listen => listen.Protocols = protocols);
            }
        }
    }
}
