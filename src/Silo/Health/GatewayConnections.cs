using Orleans.Obs.Grains;

namespace Orleans.Obs.Silo.Health;

/// <summary>An API process is ready while it is connected to a silo at least.</summary>
internal sealed class GatewayConnections : IReadiness
{
    private volatile int _connected;

    public int Connected
    {
        get => _connected;
        set => _connected = value;
    }

    public bool IsReady => _connected > 0;
}
