namespace Orleans.Obs.Silo.Configuration;

/// <summary>When a shard's recent data becomes a block. What is not yet in a block is read back from the log after a crash.</summary>
internal sealed class FlushOptions
{
    public const string Section = "Obs:Flush";

    /// <summary>The oldest that unflushed data gets.</summary>
    public Period Age { get; set; } = Period.FromMinutes(30);

    /// <summary>The log bytes of a shard that are not in a block.</summary>
    public ByteSize Size { get; set; } = ByteSize.FromMebibytes(64);
}
