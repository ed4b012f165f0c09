using System.Diagnostics.Metrics;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions.Metrics;

namespace Orleans.Obs.Api.Telemetry;

/// <summary>What comes in, and what of it was refused and why.</summary>
internal sealed class IngestInstruments
{
    private readonly Counter<long> _samples;
    private readonly Counter<long> _histograms;
    private readonly Counter<long> _exemplars;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _refused;

    public IngestInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("Orleans.Obs");
        _samples = meter.CreateCounter<long>("obs.ingest.samples", "{sample}", "Float samples stored, by tenant and protocol.");
        _histograms = meter.CreateCounter<long>("obs.ingest.histograms", "{sample}", "Native histograms stored, by tenant and protocol.");
        _exemplars = meter.CreateCounter<long>("obs.ingest.exemplars", "{exemplar}", "Exemplars stored, by tenant and protocol.");
        _rejected = meter.CreateCounter<long>("obs.ingest.rejected", "{item}", "Samples, histograms and exemplars that were refused for good, by tenant and reason.");
        _refused = meter.CreateCounter<long>("obs.ingest.refused", "{request}", "Requests that were sent back for later, by tenant and reason.");
    }

    /// <summary>Counts what became of a request.</summary>
    public void Stored(string tenant, string protocol, WriteOutcome outcome)
    {
        KeyValuePair<string, object?> tenantTag = new("tenant", tenant), protocolTag = new("protocol", protocol);
        Add(_samples, outcome.Samples, tenantTag, protocolTag);
        Add(_histograms, outcome.Histograms, tenantTag, protocolTag);
        Add(_exemplars, outcome.Exemplars, tenantTag, protocolTag);
        foreach (MetricsRejection rejection in outcome.Rejections)
        {
            _rejected.Add(rejection.Items, tenantTag, new KeyValuePair<string, object?>("reason", NameOf(rejection.Reason)));
        }
    }

    /// <summary>Counts a request of which nothing was stored because of its tenant's rate.</summary>
    public void RateLimited(string tenant) => _refused.Add(1, new KeyValuePair<string, object?>("tenant", tenant), new KeyValuePair<string, object?>("reason", "rate_limited"));

    private static void Add(Counter<long> counter, int items, KeyValuePair<string, object?> tenant, KeyValuePair<string, object?> protocol)
    {
        if (items > 0)
        {
            counter.Add(items, tenant, protocol);
        }
    }

    private static string NameOf(MetricsRejectReason reason) => reason switch
    {
        MetricsRejectReason.TooOld => "too_old",
        MetricsRejectReason.TooFarInFuture => "too_far_in_future",
        MetricsRejectReason.DuplicateTimestamp => "duplicate_timestamp",
        MetricsRejectReason.InvalidLabels => "invalid_labels",
        MetricsRejectReason.InvalidHistogram => "invalid_histogram",
        MetricsRejectReason.InvalidExemplar => "invalid_exemplar",
        MetricsRejectReason.LabelLimit => "label_limit",
        MetricsRejectReason.SeriesLimit => "series_limit",
        MetricsRejectReason.MetricSeriesLimit => "metric_series_limit",
        _ => "other",
    };
}
