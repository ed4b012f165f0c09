using System.Diagnostics.Metrics;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions.Logs;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Protocols.Otlp;

namespace Orleans.Obs.Api.Telemetry;

/// <summary>What comes in, and what of it was refused and why.</summary>
internal sealed class IngestInstruments
{
    private static readonly (OtlpWarning Warning, string Category)[] s_categories =
    [
        (OtlpWarning.EmptyDataPoints, "empty_data_points"),
        (OtlpWarning.LabelNameCollision, "label_name_collision"),
        (OtlpWarning.HistogramZeroCountNonZeroSum, "histogram_zero_count_non_zero_sum"),
    ];

    private readonly Counter<long> _samples;
    private readonly Counter<long> _histograms;
    private readonly Counter<long> _exemplars;
    private readonly Counter<long> _lines;
    private readonly Counter<long> _lineBytes;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _warnings;

    public IngestInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("Orleans.Obs");
        _samples = meter.CreateCounter<long>("obs.ingest.samples", "{sample}", "Float samples stored, by tenant and protocol.");
        _histograms = meter.CreateCounter<long>("obs.ingest.histograms", "{sample}", "Native histograms stored, by tenant and protocol.");
        _exemplars = meter.CreateCounter<long>("obs.ingest.exemplars", "{exemplar}", "Exemplars stored, by tenant and protocol.");
        _lines = meter.CreateCounter<long>("obs.ingest.lines", "{line}", "Log lines stored, by tenant and protocol.");
        _lineBytes = meter.CreateCounter<long>("obs.ingest.line_bytes", "By", "Bytes of log lines and their metadata received, by tenant and protocol.");
        _rejected = meter.CreateCounter<long>("obs.ingest.rejected", "{item}", "Samples, histograms, exemplars and log lines that were refused for good, by tenant and reason.");
        _refused = meter.CreateCounter<long>("obs.ingest.refused", "{request}", "Requests that were sent back for later, by tenant and reason.");
        _warnings = meter.CreateCounter<long>("otlp.translation.warnings", "{warning}", "What was odd about OpenTelemetry metrics that were taken all the same, by tenant and category.");
    }

    /// <summary>Counts what was odd about OpenTelemetry metrics, and data points of which no series could be made.</summary>
    public void Translated(string tenant, OtlpMetricsDecoder decoder)
    {
        KeyValuePair<string, object?> tenantTag = new("tenant", tenant);
        if (decoder.RejectedPoints > 0)
        {
            _rejected.Add(decoder.RejectedPoints, tenantTag, new KeyValuePair<string, object?>("reason", "untranslatable"));
        }

        foreach ((OtlpWarning warning, string category) in s_categories)
        {
            if (decoder.CountOf(warning) > 0)
            {
                _warnings.Add(decoder.CountOf(warning), tenantTag, new KeyValuePair<string, object?>("category", category));
            }
        }
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

    /// <summary>Counts what became of a request with logs.</summary>
    public void Stored(string tenant, string protocol, LogsOutcome outcome, long bytes)
    {
        KeyValuePair<string, object?> tenantTag = new("tenant", tenant), protocolTag = new("protocol", protocol);
        Add(_lines, outcome.Lines, tenantTag, protocolTag);
        Add(_lineBytes, bytes, tenantTag, protocolTag);
        foreach (LogsRejection rejection in outcome.Rejections)
        {
            _rejected.Add(rejection.Items, tenantTag, new KeyValuePair<string, object?>("reason", NameOf(rejection.Reason)));
        }
    }

    /// <summary>Counts a request of which nothing was stored because of its tenant's rate.</summary>
    public void RateLimited(string tenant) => _refused.Add(1, new KeyValuePair<string, object?>("tenant", tenant), new KeyValuePair<string, object?>("reason", "rate_limited"));

    private static void Add(Counter<long> counter, long items, KeyValuePair<string, object?> tenant, KeyValuePair<string, object?> protocol)
    {
        if (items > 0)
        {
            counter.Add(items, tenant, protocol);
        }
    }

    // Loki's names of the reasons.
    private static string NameOf(LogsRejectReason reason) => reason switch
    {
        LogsRejectReason.TooOld => "greater_than_max_sample_age",
        LogsRejectReason.TooFarInFuture => "too_far_in_future",
        LogsRejectReason.TooFarBehind => "too_far_behind",
        LogsRejectReason.InvalidLabels => "invalid_labels",
        LogsRejectReason.DuplicateLabels => "duplicate_label_names",
        LogsRejectReason.TooManyLabels => "max_label_names_per_series",
        LogsRejectReason.LabelNameTooLong => "label_name_too_long",
        LogsRejectReason.LabelValueTooLong => "label_value_too_long",
        LogsRejectReason.LineTooLong => "line_too_long",
        LogsRejectReason.MetadataTooLarge => "structured_metadata_too_large",
        LogsRejectReason.MetadataTooMany => "structured_metadata_too_many",
        LogsRejectReason.StreamLimit => "stream_limit",
        _ => "other",
    };

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
