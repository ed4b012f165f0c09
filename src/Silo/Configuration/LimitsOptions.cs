namespace Orleans.Obs.Silo.Configuration;

/// <summary>The limits of a tenant that has none of its own; 0 means unlimited.</summary>
internal sealed class LimitsOptions
{
    public const string Section = "Obs:Limits";

    /// <summary>Series with recent samples.</summary>
    public long ActiveSeries { get; set; } = 5_000_000;

    /// <summary>Series with recent samples of one metric.</summary>
    public long SeriesPerMetric { get; set; }

    public int LabelsPerSeries { get; set; } = 64;

    /// <summary>Bytes of a label's name.</summary>
    public int LabelNameLength { get; set; } = 1024;

    /// <summary>Bytes of a label's value.</summary>
    public int LabelValueLength { get; set; } = 4096;

    /// <summary>Samples a second.</summary>
    public double IngestionRate { get; set; }

    /// <summary>Samples at once.</summary>
    public long IngestionBurst { get; set; }

    /// <summary>Samples that one query may hold in memory.</summary>
    public long QueryMaxSamples { get; set; } = 50_000_000;

    public Period QueryTimeout { get; set; } = Period.FromMinutes(2);

    /// <summary>Queries of one tenant at the same time.</summary>
    public int QueryConcurrency { get; set; } = 20;

    /// <summary>Results of one request for series or labels.</summary>
    public int QueryMaxSeries { get; set; }

    /// <summary>Streams with recent lines.</summary>
    public long ActiveStreams { get; set; } = 100_000;

    public int LabelsPerStream { get; set; } = 15;

    /// <summary>Bytes of a stream label's name.</summary>
    public int StreamLabelNameLength { get; set; } = 1024;

    /// <summary>Bytes of a stream label's value.</summary>
    public int StreamLabelValueLength { get; set; } = 2048;

    public ByteSize LineLength { get; set; } = new(256 << 10);

    /// <summary>Longer lines are cut off instead of refused.</summary>
    public bool LineTruncate { get; set; }

    /// <summary>Names and values of a line's structured metadata.</summary>
    public ByteSize MetadataSize { get; set; } = new(64 << 10);

    public int MetadataPairs { get; set; } = 128;

    /// <summary>Of logs, a second.</summary>
    public ByteSize LogsIngestionRate { get; set; }

    /// <summary>Of logs, at once.</summary>
    public ByteSize LogsIngestionBurst { get; set; }

    /// <summary>Of one stream, a second.</summary>
    public ByteSize StreamIngestionRate { get; set; }

    /// <summary>Of one stream, at once.</summary>
    public ByteSize StreamIngestionBurst { get; set; }

    /// <summary>Older lines are refused even when the retention would keep them.</summary>
    public Period LineMaxAge { get; set; }

    /// <summary>How far lines may be ahead of the clock.</summary>
    public Period LineMaxFuture { get; set; } = Period.FromMinutes(10);

    /// <summary>How far lines may be behind the newest one of their stream.</summary>
    public Period LineMaxDelay { get; set; }

    /// <summary>Lines of one answer.</summary>
    public int QueryMaxLines { get; set; } = 5000;

    /// <summary>The longest time range of a log query.</summary>
    public Period LogQueryMaxRange { get; set; } = Period.FromMinutes(721 * 60);

    /// <summary>Series of a metric query over logs.</summary>
    public int LogQueryMaxSeries { get; set; } = 500;
}
