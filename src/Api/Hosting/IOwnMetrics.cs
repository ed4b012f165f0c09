using System.Text.Json;

namespace Orleans.Obs.Api.Hosting;

/// <summary>The metrics of this process itself; the host has them.</summary>
public interface IOwnMetrics
{
    /// <summary>Writes the wanted families as an array of <c>io.prometheus.client.MetricFamily</c> in protobuf's JSON form.</summary>
    void WriteJson(Utf8JsonWriter json, Func<string, bool> isWanted);
}
