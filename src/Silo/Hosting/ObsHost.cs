using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Silo.Configuration;
using Orleans.Obs.Silo.Health;
using Orleans.Obs.Silo.Telemetry;

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
        builder.Services.AddSingleton<ProcessInstruments>();
        builder.Services.AddSingleton<Readiness>();
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
        }

        builder.Services.AddHostedService<Announcement>();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings.Http));

        // Handlers either are short or give their thread up soon, so nothing is gained by handing a request from one thread to another twice; a small query would wait longer for that
        // than for its answer.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);

        WebApplication app = builder.Build();
        app.MapHealth();
        app.MapLifecycle();
        app.MapSelfMetrics();
        if (settings.Process.Role != ProcessRole.Silo)
        {
            app.UseObsApi();
            app.MapObsApi();
        }

        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, HttpOptions http)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.MaxRequestBufferSize = 2 * MaxRequestLineBytes;
        kestrel.Listen(ListenAddress.Of(http), http.Port, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
