using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Log;

/// <summary>The blob that stands where a closed log's next segment would be.</summary>
internal static class LogTombstone
{
    public static async ValueTask<bool> ExistsAsync(IBlobStore store, string logId, int segment, CancellationToken cancellationToken)
    {
        byte[] tombstone = LogFormat.Tombstone(logId, segment);
        byte[] found = new byte[tombstone.Length];
        BlobRead? read = await store.ReadAsync(LogFormat.NameOf(logId, segment), 0, found, cancellationToken).ConfigureAwait(false);
        return read is { } blob && blob.BlobLength == tombstone.Length && found.AsSpan().SequenceEqual(tombstone);
    }
}
