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
}
