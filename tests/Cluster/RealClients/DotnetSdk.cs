using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Orleans.Obs.Cluster.RealClients;

/// <summary>OpenTelemetry's SDK for .NET with one instrument of each kind, as the program for JavaScript has them.</summary>
internal sealed class DotnetSdk : IDisposable
{
    private readonly Meter _meter;
    private readonly MeterProvider _provider;
    private readonly Counter<long> _requests;
    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double> _latency;
    private readonly Histogram<long> _size;

    public DotnetSdk(string instance, OtlpExportProtocol protocol, Uri address, MetricReaderTemporalityPreference temporality)
    {
        _meter = new Meter(new MeterOptions($"sdk-{instance}"));
        _requests = _meter.CreateCounter<long>("sdk.requests", unit: null, "Requests.");
        _active = _meter.CreateUpDownCounter<long>("sdk.active");
        _latency = _meter.CreateHistogram("sdk.latency", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        _size = _meter.CreateHistogram<long>("sdk.size", "By");
        _meter.CreateObservableGauge("sdk.temperature", static () => 21.5, "Cel");
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(_meter.Name)
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("shop", "eu", serviceInstanceId: instance).AddAttributes([new("host.name", "h")]))
            .AddView("sdk.size", new Base2ExponentialBucketHistogramConfiguration())
            .AddOtlpExporter((exporter, reader) =>
            {
                (exporter.Endpoint, exporter.Protocol) = (address, protocol);
                reader.TemporalityPreference = temporality;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
            })
            .Build();
    }

    /// <summary>Counts and observes, and exports it; false when the export failed.</summary>
    public bool Export(int step)
    {
        KeyValuePair<string, object?> route = new("http.route", "/cart");
        _requests.Add(step, route);
        _active.Add(step == 5 ? 3 : -1);
        _latency.Record(0.05);
        _latency.Record(step);
        _size.Record(1000 * step);
        return _provider.ForceFlush(20_000);
    }

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }
}
