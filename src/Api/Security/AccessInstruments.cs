using System.Diagnostics.Metrics;

namespace Orleans.Obs.Api.Security;

/// <summary>Counts who did not get in.</summary>
internal sealed class AccessInstruments
{
    private readonly Counter<long> _refused;

    public AccessInstruments(IMeterFactory meters) =>
        _refused = meters.Create("Orleans.Obs").CreateCounter<long>("obs.access.refused", "{request}", "Requests that did not get in, by reason.");

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
