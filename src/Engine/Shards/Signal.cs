namespace Orleans.Obs.Engine.Shards;

/// <summary>What kind of telemetry a shard holds.</summary>
public enum Signal : byte
{
    /// <summary>Series of samples.</summary>
    Metrics = 1,

    /// <summary>Streams of lines.</summary>
    Logs = 2,

    /// <summary>Traces of spans.</summary>
    Traces = 3,
}
