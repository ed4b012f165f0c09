namespace Orleans.Obs.Engine.Metrics;

/// <summary>The type of a metric family; the numbers are remote write's.</summary>
public enum MetricType : byte
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>Only goes up, or back to zero.</summary>
    Counter = 1,

    /// <summary>Goes up and down.</summary>
    Gauge = 2,

    /// <summary>Cumulative buckets.</summary>
    Histogram = 3,

    /// <summary>Buckets that may go down.</summary>
    GaugeHistogram = 4,

    /// <summary>Quantiles computed by the client.</summary>
    Summary = 5,

    /// <summary>Constant 1 with labels that tell something.</summary>
    Info = 6,

    /// <summary>A set of booleans.</summary>
    StateSet = 7,
}
