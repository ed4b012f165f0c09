using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Log;

/// <summary>
/// Writes the batches of one log into its segments, one at a time. Every step may be repeated: creating and sealing are idempotent, and an append whose reply was lost is
/// found in place instead of being doubled.
/// </summary>
internal sealed class LogSegmentWriter(IBlobStore store, string logId)
{
    private volatile int _segment = -1;

    /// <summary>The segment being written; -1 before the first.</summary>
    public int Segment => _segment;

    /// <summary>Makes a batch durable. False when another owner closed the log: then it is not in the log and never will be.</summary>
    public async ValueTask<bool> WriteAsync(LogBatch batch)
    {
        if (batch.Segment != _segment)
        {
            await RollAsync(batch.Segment).ConfigureAwait(false);
        }

        string name = LogFormat.NameOf(logId, batch.Segment);
        AppendOutcome outcome = await store.AppendAsync(name, batch.Offset, batch.Bytes, CancellationToken.None).ConfigureAwait(false);
        return outcome.Status == AppendStatus.Appended || await IsInPlaceAsync(name, batch).ConfigureAwait(false);
    }

    /// <summary>Ends the log by its own owner, as another owner would. A log that was never written leaves no trace.</summary>
    public async ValueTask SealAsync()
    {
        if (_segment >= 0)
        {
            await LogCloser.CloseAsync(store, logId, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask RollAsync(int segment)
    {
        if (_segment >= 0)
        {
            await store.SealAsync(LogFormat.NameOf(logId, _segment), CancellationToken.None).ConfigureAwait(false);
        }

        // When the name is taken it is by an earlier try of ours or by the tombstone of who closed the log; the append will tell.
        await store.CreateAppendableAsync(LogFormat.NameOf(logId, segment), CancellationToken.None).ConfigureAwait(false);
        _segment = segment;
    }

    private async ValueTask<bool> IsInPlaceAsync(string name, LogBatch batch)
    {
        byte[] found = new byte[Math.Min(batch.Length, 4096)];
        BlobRead? read = await store.ReadAsync(name, batch.Offset, found, CancellationToken.None).ConfigureAwait(false);
        return read is { } blob && blob.BlobLength >= batch.Offset + batch.Length && batch.Bytes.Span.StartsWith(found.AsSpan(0, blob.Count));
    }
}
