using System.Globalization;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;

namespace Orleans.Obs.Engine.Shards;

/// <summary>
/// Frees log segments that nobody else frees: those of closed logs, whose owners are gone, and those that a living log keeps for shards that moved elsewhere. Manifests
/// decide. A manifest never gains a reference to a log that is closed already, nor to what lies before a living log's tail; so whatever manifests, read afterwards,
/// don't name is free for good.
/// </summary>
public sealed class LogSweep(IBlobStore store, TimeProvider time)
{
    /// <summary>
    /// How long a log's tombstone outlives its segments. It keeps a process that sleeps through its own funeral from writing on, so it is longer than any process sleeps.
    /// </summary>
    public static TimeSpan TombstoneLife { get; } = TimeSpan.FromDays(30);

    /// <summary>Deletes what no shard needs of the logs that are closed; one run in the cluster is enough. Returns how many blobs went.</summary>
    /// <exception cref="BlobUnavailableException">The store does not answer; the next run goes on.</exception>
    public async ValueTask<int> DeleteClosedAsync(CancellationToken cancellationToken)
    {
        List<ClosedLog> closed = await ClosedLogsAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, int> needed = closed.Count == 0 ? [] : await FirstNeededSegmentsAsync(cancellationToken).ConfigureAwait(false);
        int deleted = 0;
        foreach (ClosedLog log in closed)
        {
            bool isNeeded = needed.TryGetValue(log.LogId, out int first);
            foreach (int segment in log.Segments)
            {
                if (!isNeeded || segment < first)
                {
                    await store.DeleteAsync(LogFormat.NameOf(log.LogId, segment), cancellationToken).ConfigureAwait(false);
                    deleted++;
                }
            }

            if (!isNeeded && time.GetUtcNow() - log.Closed > TombstoneLife)
            {
                await store.DeleteAsync(LogFormat.NameOf(log.LogId, log.Tombstone), cancellationToken).ConfigureAwait(false);
                deleted++;
            }
        }

        return deleted;
    }

    /// <summary>Tells this silo's own log which of the shards that it keeps segments for have been taken elsewhere and flushed there.</summary>
    /// <exception cref="BlobUnavailableException">The store does not answer; the next run goes on.</exception>
    public async ValueTask ReleaseMovedAsync(SiloLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        LogPosition tail = log.Tail;
        foreach (ShardKey shard in log.Retaining())
        {
            LogPosition needed = tail;
            foreach (LogRange range in (await ManifestAsync(ShardManifest.NameOf(shard), cancellationToken).ConfigureAwait(false)).Log)
            {
                needed = range.LogId == log.LogId && range.From < needed ? range.From : needed;
            }

            log.Release(shard, needed);
        }
    }

    private async ValueTask<List<ClosedLog>> ClosedLogsAsync(CancellationToken cancellationToken)
    {
        var logs = new Dictionary<string, List<(int Segment, DateTimeOffset Modified)>>(StringComparer.Ordinal);
        await foreach (BlobProperties blob in store.ListAsync(LogFormat.Root, cancellationToken).ConfigureAwait(false))
        {
            string[] parts = blob.Name.Split('/');
            if (parts.Length == 3 && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int segment))
            {
                (logs.TryGetValue(parts[1], out var segments) ? segments : logs[parts[1]] = []).Add((segment, blob.LastModified));
            }
        }

        var closed = new List<ClosedLog>();
        foreach ((string logId, var segments) in logs)
        {
            segments.Sort();
            (int last, DateTimeOffset modified) = segments[^1];
            if (await LogTombstone.ExistsAsync(store, logId, last, cancellationToken).ConfigureAwait(false))
            {
                closed.Add(new ClosedLog(logId, [.. segments[..^1].Select(segment => segment.Segment)], last, modified));
            }
        }

        return closed;
    }

    private async ValueTask<Dictionary<string, int>> FirstNeededSegmentsAsync(CancellationToken cancellationToken)
    {
        var needed = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (BlobProperties blob in store.ListAsync(ShardManifest.Root, cancellationToken).ConfigureAwait(false))
        {
            if (!blob.Name.EndsWith(ShardManifest.FileName, StringComparison.Ordinal))
            {
                continue;
            }

            foreach (LogRange range in (await ManifestAsync(blob.Name, cancellationToken).ConfigureAwait(false)).Log)
            {
                needed[range.LogId] = Math.Min(needed.GetValueOrDefault(range.LogId, int.MaxValue), range.From.Segment);
            }
        }

        return needed;
    }

    private async ValueTask<ShardManifest> ManifestAsync(string name, CancellationToken cancellationToken)
        => await store.ReadWholeAsync(name, cancellationToken).ConfigureAwait(false) is { } found
            ? ShardManifest.FromJson(name, found.Content)
            : ShardManifest.Empty;

    private sealed record ClosedLog(string LogId, int[] Segments, int Tombstone, DateTimeOffset Closed);
}
