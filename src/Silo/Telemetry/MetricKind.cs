namespace Orleans.Obs.Silo.Telemetry;

/// <summary>What a family is in Prometheus' terms.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
