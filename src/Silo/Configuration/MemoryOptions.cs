namespace Orleans.Obs.Silo.Configuration;

/// <summary>What the process may keep in memory.</summary>
internal sealed class MemoryOptions
{
    public const string Section = "Obs:Memory";

    /// <summary>Recent data of all shards; beyond it shards are cut early, then writes are refused. 0: half of the memory that the process may use.</summary>
    public ByteSize Budget { get; set; }

    /// <summary>Pages of blocks that were read.</summary>
    public ByteSize PageCache { get; set; } = ByteSize.FromMebibytes(64);
}
