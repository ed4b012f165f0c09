namespace Orleans.Obs.Api.Prometheus;

/// <summary>The types of metrics as the HTTP API names them.</summary>
internal static class MetricTypes
{
    private static readonly string[] Names = ["unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset"];

    /// <summary>The name of remote write's number.</summary>
    public static string NameOf(byte type) => Names[type < Names.Length ? type : 0];
}
