using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>Deletes block blobs that no manifest names: replaced ones, and what crashes left behind.</summary>
public static class BlockSweep
{
    /// <summary>
    /// Deletes the shard's block blobs that are not in <paramref name="live"/> and are older than <paramref name="grace"/>; returns how many. Run it in the
    /// same loop as
    /// cuts and compactions, so that no upload is between its blob and its manifest, with a grace longer than the longest query.
    /// </summary>
    /// <exception cref="BlobUnavailableException">The store failed; what is left is left for the next time.</exception>
    public static async ValueTask<int> RunAsync(
        IBlobStore store, string shardPath, IReadOnlyList<BlockRef> live, TimeSpan grace, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        HashSet<string> named = [.. live.Select(static block => block.Name)];
        DateTimeOffset before = time.GetUtcNow() - grace;
        var garbage = new List<string>();
        await foreach (BlobProperties blob in store.ListAsync(shardPath + "/blocks/", cancellationToken).ConfigureAwait(false))
        {
            if (blob.LastModified < before && !named.Contains(blob.Name))
            {
                garbage.Add(blob.Name);
            }
        }

        foreach (string name in garbage)
        {
            await store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }

        return garbage.Count;
    }
}
