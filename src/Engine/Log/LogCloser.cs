using System.Globalization;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Log;

/// <summary>
/// Ends a log for good, whoever writes it. The last segment is sealed, then a tombstone is put under the name of the segment that would come next. If the owner was
/// faster and created that segment, the closer follows. Once the tombstone stands, every segment below it is sealed and none can be added above, so nothing more can
/// become durable. The tombstone therefore stays when the segments are deleted.
/// </summary>
internal static class LogCloser
{
    /// <summary>Closes a log; returns the number of its tombstone, one above its last segment. Idempotent.</summary>
    public static async ValueTask<int> CloseAsync(IBlobStore store, string logId, CancellationToken cancellationToken)
    {
        while (true)
        {
            int last = await LastSegmentAsync(store, logId, cancellationToken).ConfigureAwait(false);
            if (last >= 0 && !await store.SealAsync(LogFormat.NameOf(logId, last), cancellationToken).ConfigureAwait(false))
            {
                // Not appendable: either the tombstone, or a segment that its owner deleted meanwhile.
                if (await LogTombstone.ExistsAsync(store, logId, last, cancellationToken).ConfigureAwait(false))
                {
                    return last;
                }

                continue;
            }

            byte[] tombstone = LogFormat.Tombstone(logId, last + 1);
            if (await store.PutIfAbsentAsync(LogFormat.NameOf(logId, last + 1), tombstone, cancellationToken).ConfigureAwait(false) is not null)
            {
                return last + 1;
            }
        }
    }

    private static async ValueTask<int> LastSegmentAsync(IBlobStore store, string logId, CancellationToken cancellationToken)
    {
        int last = -1;
        string folder = LogFormat.FolderOf(logId);
        await foreach (BlobProperties blob in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (int.TryParse(blob.Name.AsSpan(folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int segment))
            {
                last = Math.Max(last, segment);
            }
        }

        return last;
    }
}
