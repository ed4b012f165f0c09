namespace Orleans.Obs.Silo.Configuration;

/// <summary>How long data is kept unless a tenant's settings say otherwise; 0 keeps it for ever.</summary>
internal sealed class RetentionOptions
{
    public const string Section = "Obs:Retention";

    public Period Metrics { get; set; } = Period.FromDays(30);

    public Period Logs { get; set; } = Period.FromDays(30);

    public Period Traces { get; set; } = Period.FromDays(14);
}
