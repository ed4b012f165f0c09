using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster;

/// <summary>The ports of one process. Those of OTLP are not set when they are null.</summary>
internal sealed record SiloPorts(int Http, int Silo, int Gateway, int? OtlpGrpc, int? OtlpHttp)
{
    public static SiloPorts Free() => new(FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next());
}
