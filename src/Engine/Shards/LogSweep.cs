using System.Globalization;
using System.Runtime.CompilerServices;
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

    /// <summary>How long nobody wrote to a log that may be taken for abandoned.</summary>
    public static TimeSpan AbandonedAfter { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Deletes what no shard needs of the logs that are closed; one run in the cluster is enough. Returns how many blobs went.</summary>
    /// <exception cref="BlobUnavailableException">The store does not answer; the next run goes on.</exception>
    public async ValueTask<int> DeleteClosedAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        List<FoundLog> closed = [];
        await foreach (FoundLog log in LogsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (log.IsClosed && (log.Segments.Length > 0 || now - log.Modified > TombstoneLife))
            {
                closed.Add(log);
            }
        }

        // Every manifest is read only when there is something that can go.
        Dictionary<string, int> needed = closed.Count == 0 ? [] : await FirstNeededSegmentsAsync(cancellationToken).ConfigureAwait(false);
        int deleted = 0;
        foreach (FoundLog log in closed)
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

            if (!isNeeded && now - log.Modified > TombstoneLife)
            {
                await store.DeleteAsync(LogFormat.NameOf(log.LogId, log.Last), cancellationToken).ConfigureAwait(false);
                deleted++;
            }
        }

        return deleted;
    }

    /// <summary>
    /// Closes logs that nobody wrote to for <see cref="AbandonedAfter"/> and that <paramref name="isAlive"/> says no silo has any more, so that their segments can go. To close
    /// the log of a silo that lives after all would cost it its shards for a moment, and nothing else. Returns how many were closed.
    /// </summary>
    /// <exception cref="BlobUnavailableException">The store does not answer; the next run goes on.</exception>
    public async ValueTask<int> CloseAbandonedAsync(Predicate<string> isAlive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isAlive);
        int closed = 0;
        await foreach (FoundLog log in LogsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!log.IsClosed && time.GetUtcNow() - log.Modified > AbandonedAfter && !isAlive(log.LogId))
            {
                await LogCloser.CloseAsync(store, log.LogId, cancellationToken).ConfigureAwait(false);
                closed++;
            }
        }

        return closed;
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

    private async IAsyncEnumerable<FoundLog> LogsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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

        foreach ((string logId, var segments) in logs)
        {
            segments.Sort();
            (int last, DateTimeOffset modified) = segments[^1];
            bool isClosed = await LogTombstone.ExistsAsync(store, logId, last, cancellationToken).ConfigureAwait(false);
            yield return new FoundLog(logId, [.. segments[..^1].Select(segment => segment.Segment)], last, modified, isClosed);
        }
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

    /// <summary>A log as its blobs show it. The last of them, apart from the segments before, is the tombstone when the log is closed.</summary>
    private sealed record FoundLog(string LogId, int[] Segments, int Last, DateTimeOffset Modified, bool IsClosed);
}
