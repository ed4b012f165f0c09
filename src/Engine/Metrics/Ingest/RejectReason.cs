namespace Orleans.Obs.Engine.Metrics.Ingest;

/// <summary>Why an item of a batch was not stored.</summary>
public enum RejectReason : byte
{
    /// <summary>Older than the retention allows.</summary>
    TooOld,

    /// <summary>Too far ahead of the server's clock.</summary>
    TooFarInFuture,

    /// <summary>Another value is stored for the same timestamp.</summary>
    DuplicateTimestamp,

    /// <summary>Labels break the rules: no metric name, invalid UTF-8, duplicate names.</summary>
    InvalidLabels,

    /// <summary>The histogram breaks the rules.</summary>
    InvalidHistogram,

    /// <summary>The exemplar breaks the rules.</summary>
    InvalidExemplar,

    /// <summary>A limit of labels per series or of name or value lengths.</summary>
    LabelLimit,

    /// <summary>The tenant's limit of active series.</summary>
    SeriesLimit,

    /// <summary>The tenant's limit of series of one metric.</summary>
    MetricSeriesLimit,
}
