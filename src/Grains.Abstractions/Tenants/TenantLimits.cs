using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>A tenant's limits; 0 means unlimited everywhere.</summary>
[GenerateSerializer, Immutable, Alias("obs.tenant-limits")]
public sealed record TenantLimits
{
    /// <summary>Series with recent samples, over all shards.</summary>
    [Id(0)]
    public long ActiveSeries { get; init; }

    /// <summary>Series with recent samples of one metric, over all shards.</summary>
    [Id(1)]
    public long SeriesPerMetric { get; init; }

    /// <summary>Labels of one series, the metric name included.</summary>
    [Id(2)]
    public int LabelsPerSeries { get; init; }

    /// <summary>Bytes of a label's name.</summary>
    [Id(3)]
    public int LabelNameLength { get; init; }

    /// <summary>Bytes of a label's value.</summary>
    [Id(4)]
    public int LabelValueLength { get; init; }

    /// <summary>Samples a second that may be sent for long.</summary>
    [Id(5)]
    public double IngestionRate { get; init; }

    /// <summary>Samples that may be sent at once.</summary>
    [Id(6)]
    public long IngestionBurst { get; init; }

    /// <summary>Samples that one query may hold in memory.</summary>
    [Id(7)]
    public long QueryMaxSamples { get; init; }

    /// <summary>The longest time a query may take, milliseconds.</summary>
    [Id(8)]
    public long QueryTimeoutMilliseconds { get; init; }

    /// <summary>Queries of the tenant that run at the same time.</summary>
    [Id(9)]
    public int QueryConcurrency { get; init; }

    /// <summary>Series in one answer of the series and label APIs.</summary>
    [Id(10)]
    public int QueryMaxSeries { get; init; }

    /// <summary>How long metrics are kept, milliseconds; 0: for ever.</summary>
    [Id(11)]
    public long MetricsRetentionMilliseconds { get; init; }

    /// <summary>Series that one query may select, over all of its selectors.</summary>
    [Id(12)]
    public long QuerySeries { get; init; }

    /// <summary>Bytes of stored samples that one query may read.</summary>
    [Id(13)]
    public long QueryBytes { get; init; }

    /// <summary>Bytes of memory that the samples of one query may take.</summary>
    [Id(14)]
    public long QueryMemoryBytes { get; init; }

    /// <summary>Queries of the tenant that may wait for their turn.</summary>
    [Id(15)]
    public int QueryQueue { get; init; }

    /// <summary>How long logs are kept, milliseconds; 0: for ever.</summary>
    [Id(20)]
    public long LogsRetentionMilliseconds { get; init; }

    /// <summary>Streams that are kept for another time than the rest; the first whose selector matches counts.</summary>
    [Id(21)]
    public ImmutableArray<StreamRetention> LogsRetentionByStream { get; init; } = [];

    /// <summary>Streams with recent lines, over all shards.</summary>
    [Id(22)]
    public long ActiveStreams { get; init; }

    /// <summary>Labels of one stream, not counting those that the server adds.</summary>
    [Id(23)]
    public int LabelsPerStream { get; init; }

    /// <summary>Bytes of a stream label's name.</summary>
    [Id(24)]
    public int StreamLabelNameLength { get; init; }

    /// <summary>Bytes of a stream label's value.</summary>
    [Id(25)]
    public int StreamLabelValueLength { get; init; }

    /// <summary>Bytes of a line.</summary>
    [Id(26)]
    public int LineLength { get; init; }

    /// <summary>Longer lines are cut off instead of refused.</summary>
    [Id(27)]
    public bool LineTruncate { get; init; }

    /// <summary>Bytes of the names and values of a line's structured metadata.</summary>
    [Id(28)]
    public int MetadataBytes { get; init; }

    /// <summary>Pairs of a line's structured metadata.</summary>
    [Id(29)]
    public int MetadataPairs { get; init; }

    /// <summary>Bytes of lines a second that may be sent for long.</summary>
    [Id(30)]
    public double LogsIngestionRate { get; init; }

    /// <summary>Bytes of lines that may be sent at once.</summary>
    [Id(31)]
    public long LogsIngestionBurst { get; init; }

    /// <summary>Bytes of lines a second that may be sent for long to one stream.</summary>
    [Id(32)]
    public double StreamIngestionRate { get; init; }

    /// <summary>Bytes of lines that may be sent at once to one stream.</summary>
    [Id(33)]
    public long StreamIngestionBurst { get; init; }

    /// <summary>Lines older than this are refused, milliseconds; the retention refuses in any case.</summary>
    [Id(34)]
    public long LineMaxAgeMilliseconds { get; init; }

    /// <summary>Lines further ahead of the clock than this are refused, milliseconds.</summary>
    [Id(35)]
    public long LineMaxFutureMilliseconds { get; init; }

    /// <summary>Lines further behind the newest line of their stream than this are refused, milliseconds.</summary>
    [Id(36)]
    public long LineMaxDelayMilliseconds { get; init; }

    /// <summary>Lines that one answer may hold.</summary>
    [Id(37)]
    public int QueryMaxLines { get; init; }

    /// <summary>The longest time range of a log query, milliseconds.</summary>
    [Id(38)]
    public long LogQueryMaxRangeMilliseconds { get; init; }

    /// <summary>Series in the answer of a metric query over logs.</summary>
    [Id(39)]
    public int LogQueryMaxSeries { get; init; }
}
