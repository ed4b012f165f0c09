using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Api.Fluent;
using Orleans.Obs.Api.Syslog;

namespace Orleans.Obs.Api.Listeners;

/// <summary>How a host takes the listeners in that are no HTTP.</summary>
public static class LogListeners
{
    /// <summary>Has the server listen where the options say.</summary>
    public static void ListenForLogs(this KestrelServerOptions kestrel, ListenerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Fluent is { } fluent)
        {
            kestrel.Listen(fluent, static listen => listen.UseConnectionHandler<ForwardListener>());
        }

        if (options.SyslogTcp is { } syslog)
        {
            kestrel.Listen(syslog, static listen => listen.UseConnectionHandler<SyslogListener>());
        }
    }

    internal static void AddLogListeners(this IServiceCollection services)
    {
        services.AddOptions<ListenerOptions>();
        services.AddSingleton<PatientIngest>();
        services.AddSingleton<SeenChunks>();
        services.AddSingleton<ForwardListener>();
        services.AddSingleton<SyslogListener>();
        services.AddHostedService<ForwardHeartbeats>();
        services.AddHostedService<SyslogDatagrams>();
    }
}
