namespace Orleans.Obs.Silo.Configuration;

/// <summary>Where OTLP is spoken.</summary>
internal sealed class OtlpOptions
{
    public const string Section = "Obs:Otlp";

    public int GrpcPort { get; set; } = 4317;

    public int HttpPort { get; set; } = 4318;
}
