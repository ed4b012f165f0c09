namespace Orleans.Obs.Silo.Configuration;

/// <summary>How far Loki's API goes beyond Loki.</summary>
internal sealed class LokiOptions
{
    public const string Section = "Obs:Loki";

    /// <summary>Whether a query must name streams, as Loki demands; a request can do without by the parameter <c>all_streams</c>.</summary>
    public bool RequireSelector { get; set; } = true;
}
