using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Orleans.Obs.Silo.Configuration;
using Orleans.Obs.Silo.Telemetry;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Says where to find the process once it listens, and when it stops.</summary>
internal sealed partial class Announcement(
    IHostApplicationLifetime lifetime,
    IOptions<HttpOptions> http,
    IOptions<TlsOptions> tls,
    IOptions<StorageOptions> storage,
    IOptions<ProcessOptions> process,
    ProcessInstruments instruments,
    SelfMetrics metrics,
    ILogger<Announcement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Resolved here so that both exist from the start: what happens before the first scrape counts too.
        (_, _) = (instruments, metrics);
        lifetime.ApplicationStarted.Register(() => LogStarted(BuildInfo.Version, Role, Url(), Data()));
        lifetime.ApplicationStopping.Register(LogStopping);
        lifetime.ApplicationStopped.Register(LogStopped);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Role => process.Value.Role.ToString().ToLowerInvariant();

    private string Url()
    {
        IPAddress address = ListenAddress.Of(http.Value);
        string host = address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Any) ? "localhost"
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]"
            : address.ToString();
        return $"{(tls.Value.IsOn ? "https" : "http")}://{host}:{http.Value.Port}";
    }

    private string Data() => process.Value.Role == ProcessRole.Api ? "none of its own"
        : storage.Value.Kind == StorageKind.Folder ? Path.GetFullPath(storage.Value.Path)
        : $"blob container {storage.Value.Container}";

    [LoggerMessage(1001, LogLevel.Information, "Orleans.Obs {Version} (role {Role}) listens on {Url}, data: {Data}")]
    private partial void LogStarted(string version, string role, string url, string data);

    [LoggerMessage(1002, LogLevel.Information, "Stopping: no new requests, shards are released, the log is sealed")]
    private partial void LogStopping();

    [LoggerMessage(1003, LogLevel.Information, "Stopped")]
    private partial void LogStopped();
}
