using System.Diagnostics.Metrics;
using Orleans.Obs.Silo.Telemetry;
using Orleans.Obs.Silo.Tests.Hosting;

namespace Orleans.Obs.Deployment;

/// <summary>The names of all metrics that a process exposes that has stored and answered something, whether or not they have had a value yet.</summary>
public sealed class KnownMetrics : IAsyncLifetime
{
    private readonly HashSet<string> _names = ["up"];

    public IReadOnlySet<string> Names => _names;

    public async ValueTask InitializeAsync()
    {
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => Add(instrument) };
        listener.Start();
        await using RunningHost host = await RunningHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        using var sample = new StringContent(
            """{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"one","gauge":{"dataPoints":[{"timeUnixNano":"NOW000000","asDouble":1}]}}]}]}]}"""
                .Replace("NOW", $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}", StringComparison.Ordinal),
            System.Text.Encoding.UTF8,
            "application/json");
        using HttpResponseMessage stored = await http.PostAsync("/v1/metrics", sample, TestContext.Current.CancellationToken);
        Assert.True(stored.IsSuccessStatusCode);
        await http.GetStringAsync("/api/v1/query?query=one", TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Add(Instrument instrument)
    {
        if (instrument.Meter.Name is not ("Orleans.Obs" or "System.Runtime" or "Microsoft.Orleans"))
        {
            return;
        }

        var family = new MetricFamily(instrument);
        lock (_names)
        {
            _names.UnionWith(family.Kind == MetricKind.Histogram ? [$"{family.Name}_bucket", $"{family.Name}_sum", $"{family.Name}_count"] : [family.Name]);
        }
    }
}
