namespace Orleans.Obs.Silo.Configuration;

/// <summary>Who gets in.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Obs:Auth";

    /// <summary>Whether every request needs a key.</summary>
    public bool Enabled { get; set; }

    /// <summary>The key of those who run the system: it makes keys, and opens the dashboard and the metrics.</summary>
    public string OperatorKey { get; set; } = "";

    /// <summary>A key that opens the process's metrics and the state of the cluster and nothing else.</summary>
    public string MonitorKey { get; set; } = "";

    /// <summary>How long a verified key is believed.</summary>
    public Period RememberFor { get; set; } = Period.FromMilliseconds(30_000);
}
