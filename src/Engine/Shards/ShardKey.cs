namespace Orleans.Obs.Engine.Shards;

/// <summary>
/// Names one shard: the tenant, the signal, and the slot that the hash of its series (streams, traces) falls into. Blob names start with <see cref="Path"/>.
/// </summary>
public readonly record struct ShardKey(string Tenant, Signal Signal, int Slot)
{
    /// <summary>The folder of the shard's blobs, such as <c>tenants/anonymous/metrics/07</c>; slots are two or more decimal digits.</summary>
    public string Path => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"tenants/{Tenant}/{FolderOf(Signal)}/{Slot:D2}");

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Tenant}/{FolderOf(Signal)}/{Slot}");

    private static string FolderOf(Signal signal) => signal switch
    {
        Signal.Metrics => "metrics",
        Signal.Logs => "logs",
        Signal.Traces => "traces",
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };
}
