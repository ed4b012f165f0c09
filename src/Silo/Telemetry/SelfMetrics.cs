using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Orleans.Obs.Api.Hosting;

namespace Orleans.Obs.Silo.Telemetry;

/// <summary>
/// Listens to the instruments of this process and writes what they counted in Prometheus' text format. It listens to all of our own, to the runtime's, and to
/// those of Orleans that are read when asked for, which cost nothing between two scrapes.
/// </summary>
internal sealed class SelfMetrics : IOwnMetrics, IDisposable
{
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _scraping = new();
    private long _scrape;

    public SelfMetrics()
    {
        _listener.InstrumentPublished = Subscribe;
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, family) => Record(family, value, tags));
        _listener.Start();
    }

    /// <summary>Asks the observable instruments and writes everything.</summary>
    public void Write(IBufferWriter<byte> destination)
    {
        lock (_scraping)
        {
            Interlocked.Increment(ref _scrape);
            _listener.RecordObservableInstruments();
            foreach (MetricFamily family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                Exposition.Write(destination, family, _scrape);
            }
        }
    }

    public void WriteJson(Utf8JsonWriter json, Func<string, bool> isWanted)
    {
        lock (_scraping)
        {
            Interlocked.Increment(ref _scrape);
            _listener.RecordObservableInstruments();
            foreach (MetricFamily family in _families.Values.Where(family => isWanted(family.Name)).OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                OwnMetricsJson.Write(json, family, _scrape);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Subscribe(Instrument instrument, MeterListener listener)
    {
        bool wanted = instrument.Meter.Name switch
        {
            "Orleans.Obs" or "System.Runtime" => true,
            "Microsoft.Orleans" => instrument.IsObservable,
            _ => false,
        };
        if (wanted)
        {
            var family = new MetricFamily(instrument);
            listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(family.Name, family));
        }
    }

    private void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)family!).Record(value, tags, Interlocked.Read(ref _scrape));
}
