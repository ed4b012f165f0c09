namespace Orleans.Obs.Engine.Blocks;

/// <summary>Something immutable that the cache holds: a decompressed page, a decoded one, a footer. Readers that hold it may go on after it was
/// evicted.</summary>
internal abstract class CachedPage
{
    /// <summary>Roughly the bytes of memory that it takes.</summary>
    public abstract long MemoryBytes { get; }
}
