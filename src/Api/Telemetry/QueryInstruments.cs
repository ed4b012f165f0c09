using System.Diagnostics.Metrics;

namespace Orleans.Obs.Api.Telemetry;

/// <summary>How many queries run, how long they take, and how they fail.</summary>
internal sealed class QueryInstruments
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _errors;
    private readonly UpDownCounter<int> _running;

    public QueryInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("Orleans.Obs");
        _duration = meter.CreateHistogram<double>("tsdb.query.duration", "s", "From the arrival of a query to its result, by tenant.");
        _errors = meter.CreateCounter<long>("obs.query.errors", "{query}", "Queries that failed, by tenant and kind.");
        _running = meter.CreateUpDownCounter<int>("obs.query.in_flight", "{query}", "Queries that wait or run, by tenant.");
    }

    public void Began(string tenant) => _running.Add(1, Tenant(tenant));

    /// <summary>Counts the end of a query; <paramref name="error"/> is Prometheus' error type, or null when there is a result.</summary>
    public void Ended(string tenant, TimeSpan duration, string? error)
    {
        _running.Add(-1, Tenant(tenant));
        _duration.Record(duration.TotalSeconds, Tenant(tenant));
        if (error is not null)
        {
            _errors.Add(1, Tenant(tenant), new KeyValuePair<string, object?>("kind", error));
        }
    }

    private static KeyValuePair<string, object?> Tenant(string tenant) => new("tenant", tenant);
}
