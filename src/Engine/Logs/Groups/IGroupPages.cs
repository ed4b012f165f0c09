using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Where the pages of a stored group come from.</summary>
internal interface IGroupPages
{
    /// <summary>What damage is reported of.</summary>
    string Name { get; }

    /// <summary>Where a page lies in it.</summary>
    long OffsetOf(int page);

    /// <summary>The decompressed bytes of pages, whose numbers ascend.</summary>
    /// <exception cref="BlobUnavailableException">The store does not answer.</exception>
    /// <exception cref="CorruptBlockException">A page is damaged.</exception>
    ValueTask<ReadOnlyMemory<byte>[]> ReadAsync(int[] pages, CancellationToken cancellationToken);
}
