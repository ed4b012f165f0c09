using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Cluster;
using Orleans.Obs.Silo.Configuration;
using Orleans.Obs.Silo.Health;
using Orleans.Obs.Silo.Hosting;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Silo.Tests.Hosting;

/// <summary>The host as the program builds it, in this process, on ports and with a folder of its own.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly WebApplication _app;

    private RunningHost(TemporaryFolder folder, WebApplication app, SiloPorts ports, string scheme) =>
        (_folder, _app, Ports, Address) = (folder, app, ports, new Uri($"{scheme}://127.0.0.1:{ports.Http}"));

    public SiloPorts Ports { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public IReadOnlyList<RouteEndpoint> Endpoints => [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public static async Task<RunningHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        (string, string)[] own =
        [
            ("Obs:Http:Port", ports.Http.ToString(CultureInfo.InvariantCulture)), ("Obs:Cluster:SiloPort", ports.Silo.ToString(CultureInfo.InvariantCulture)),
            ("Obs:Cluster:GatewayPort", ports.Gateway.ToString(CultureInfo.InvariantCulture)), ("Obs:Storage:Path", folder.Path), .. settings,
        ];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", "--Logging:LogLevel:Orleans.Obs=Error", .. own.Select(setting => $"--{setting.Item1}={setting.Item2}")]);
        Assert.True(StartSettings.TryRead(builder.Configuration, out StartSettings? read, out IReadOnlyList<string> problems), string.Join(';', problems));
        WebApplication app = await ObsHost.BuildAsync(builder, read);
        await app.StartAsync();
        var host = new RunningHost(folder, app, ports, read.Tls.IsOn ? "https" : "http");
        while (!app.Services.GetRequiredService<Readiness>().IsReady)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
