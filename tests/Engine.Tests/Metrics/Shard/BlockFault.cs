namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

/// <summary>How uploads of blocks fail.</summary>
internal enum BlockFault
{
    /// <summary>They do not.</summary>
    None,

    /// <summary>Before anything is written.</summary>
    Before,

    /// <summary>After the blob is there; only the reply is lost.</summary>
    After,
}
