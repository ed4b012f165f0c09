namespace Orleans.Obs.Engine.Blobs;

/// <summary>Reads that need more than one call.</summary>
public static class BlobStoreReading
{
    private const int FirstRead = 16 << 10;

    /// <summary>A whole blob of one version; null when absent. For small blobs: it is all in memory.</summary>
    public static async ValueTask<(byte[] Content, BlobETag ETag)?> ReadWholeAsync(this IBlobStore store, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        byte[] content = new byte[FirstRead];
        while (true)
        {
            BlobRead? read = await store.ReadAsync(name, 0, content, cancellationToken).ConfigureAwait(false);
            if (read is not { } found)
            {
                return null;
            }

            if (found.Count == found.BlobLength)
            {
                return (content[..found.Count], found.ETag);
            }

            content = new byte[found.BlobLength];
        }
    }
}
