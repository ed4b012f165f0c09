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
    IOptions<OtlpOptions> otlpOptions,
    OtlpPorts otlp,
    ProcessInstruments instruments,
    SelfMetrics metrics,
    ILogger<Announcement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Resolved here so that both exist from the start: what happens before the first scrape counts too.
        (_, _) = (instruments, metrics);
        lifetime.ApplicationStarted.Register(LogStarted);
        lifetime.ApplicationStopping.Register(LogStopping);
        lifetime.ApplicationStopped.Register(LogStopped);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void LogStarted()
    {
        LogStarted(BuildInfo.Version, Role, Url(http.Value.Port), Data());
        if (process.Value.Role != ProcessRole.Silo)
        {
            LogOtlp(otlp.Grpc == 0 ? "nowhere" : Url(otlp.Grpc), otlp.Http == 0 ? "the HTTP port" : Url(otlp.Http));
            WarnIfTaken(otlpOptions.Value.GrpcPort, otlp.Grpc, OtlpPorts.UsualGrpcPort, nameof(OtlpOptions.GrpcPort));
            WarnIfTaken(otlpOptions.Value.HttpPort, otlp.Http, OtlpPorts.UsualHttpPort, nameof(OtlpOptions.HttpPort));
        }
    }

    private void WarnIfTaken(int? configured, int taken, int usual, string key)
    {
        if (configured is null && taken == 0)
        {
            LogPortTaken(usual, $"{OtlpOptions.Section}:{key}");
        }
    }

    private string Role => process.Value.Role.ToString().ToLowerInvariant();

    private string Url(int port)
    {
        IPAddress address = ListenAddress.Of(http.Value);
        string host = address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Any) ? "localhost"
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]"
            : address.ToString();
        return $"{(tls.Value.IsOn ? "https" : "http")}://{host}:{port}";
    }

    private string Data() => process.Value.Role == ProcessRole.Api ? "none of its own"
        : storage.Value.Kind == StorageKind.Folder ? Path.GetFullPath(storage.Value.Path)
        : $"blob container {storage.Value.Container}";

    [LoggerMessage(1001, LogLevel.Information, "Orleans.Obs {Version} (role {Role}) listens on {Url}, data: {Data}")]
    private partial void LogStarted(string version, string role, string url, string data);

    [LoggerMessage(1004, LogLevel.Information, "OpenTelemetry over gRPC on {Grpc}, over HTTP on {Http}")]
    private partial void LogOtlp(string grpc, string http);

    [LoggerMessage(1005, LogLevel.Warning, "Port {Port} is taken by another process and not used here; {Setting} sets another")]
    private partial void LogPortTaken(int port, string setting);

    [LoggerMessage(1002, LogLevel.Information, "Stopping: no new requests, shards are released, the log is sealed")]
    private partial void LogStopping();

    [LoggerMessage(1003, LogLevel.Information, "Stopped")]
    private partial void LogStopped();
}
