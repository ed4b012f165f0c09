namespace Orleans.Obs.Api.Otlp;

/// <summary>Marks the endpoints that speak OTLP, so that ports of their own can be kept to them.</summary>
public sealed class OtlpEndpoint
{
    internal static OtlpEndpoint Instance { get; } = new();
}
