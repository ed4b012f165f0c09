namespace Orleans.Obs.Grains;

/// <summary>Whether a part of this process can take and answer requests at once.</summary>
public interface IReadiness
{
    /// <summary>True when it can: for a silo, when the shards that are its own are back and the log can be written.</summary>
    bool IsReady { get; }
}
