namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

/// <summary>What fails about blocks.</summary>
internal enum BlockFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Uploads, before anything is written.</summary>
    Before,

    /// <summary>Uploads, after the blob is there; only the reply is lost.</summary>
    After,

    /// <summary>Reading.</summary>
    Read,
}
