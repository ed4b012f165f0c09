namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>Why an item was refused; names and numbers are those of the engine's reasons.</summary>
[GenerateSerializer, Alias("obs.metrics-reject-reason")]
public enum MetricsRejectReason : byte
{
    /// <summary>Older than the retention allows.</summary>
    TooOld = 0,

    /// <summary>Too far ahead of the server's clock.</summary>
    TooFarInFuture = 1,

    /// <summary>Another value is stored for the same timestamp.</summary>
    DuplicateTimestamp = 2,

    /// <summary>Labels break the rules: no metric name, invalid UTF-8, duplicate names.</summary>
    InvalidLabels = 3,

    /// <summary>The histogram breaks the rules.</summary>
    InvalidHistogram = 4,

    /// <summary>The exemplar breaks the rules.</summary>
    InvalidExemplar = 5,

    /// <summary>A limit of labels per series or of name or value lengths.</summary>
    LabelLimit = 6,

    /// <summary>The tenant's limit of active series.</summary>
    SeriesLimit = 7,

    /// <summary>The tenant's limit of series of one metric.</summary>
    MetricSeriesLimit = 8,
}
