using System.Text.Json.Nodes;
using Orleans.Obs.Cluster;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Conformance.Http;

/// <summary>Our program as a process of its own, with an empty folder and the experimental functions that the suites use.</summary>
internal sealed class SiloTarget : ISuiteTarget
{
    private readonly TemporaryFolder _folder;
    private readonly SiloProcess _silo;
    private readonly HttpTarget _http;

    private SiloTarget(TemporaryFolder folder, SiloProcess silo) => (_folder, _silo, _http) = (folder, silo, new HttpTarget(silo.Http.BaseAddress!));

    public static async Task<SiloTarget> StartAsync()
    {
        var folder = new TemporaryFolder();
        SiloProcess silo = await SiloProcess.StartReadyAsync(
            SiloPorts.Free(), folder.Path, "--Obs:Features=promql-experimental-functions,promql-duration-expr", "--Obs:Retention:Metrics=0");
        return new SiloTarget(folder, silo);
    }

    public Task<SuiteAnswer> SendAsync(JsonObject request, CancellationToken cancellationToken) => _http.SendAsync(request, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        await _silo.DisposeAsync();
        _folder.Dispose();
    }
}
