namespace Orleans.Obs.Grains;

/// <summary>Whether this silo can take and answer requests at once.</summary>
public interface ISiloReadiness
{
    /// <summary>True when the shards that were here before are back and the log can be written.</summary>
    bool IsReady { get; }
}
