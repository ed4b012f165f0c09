namespace Orleans.Obs.Silo.Configuration;

/// <summary>Orleans' own dashboard.</summary>
internal sealed class DashboardOptions
{
    public const string Section = "Obs:Dashboard";

    /// <summary>Whether it is served at <c>/dashboard</c>, with the operator's key.</summary>
    public bool Enabled { get; set; }
}
