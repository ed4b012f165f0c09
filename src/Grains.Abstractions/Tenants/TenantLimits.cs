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
}
