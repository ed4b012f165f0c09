namespace Orleans.Obs.Silo.Configuration;

/// <summary>What this process is.</summary>
internal sealed class ProcessOptions
{
    public const string Section = "Obs";

    public ProcessRole Role { get; set; } = ProcessRole.All;

    /// <summary>Prometheus' names of experimental parts to switch on, separated by commas.</summary>
    public string Features { get; set; } = "";
}
