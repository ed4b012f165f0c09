using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Shards;

/// <summary>Silos over one memory store, for tests of who owns what.</summary>
internal sealed class OwnershipBench
{
    public static ShardKey Shard { get; } = new("acme", Signal.Metrics, 3);

    public MemoryBlobStore Store { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public OwnershipBench() => Store = new MemoryBlobStore(Time);

    /// <summary>A log in which every record gets a segment of its own.</summary>
    public SiloLog Open(string logId)
        => new(Store, logId, new SiloLogOptions { FlushInterval = TimeSpan.Zero, SegmentAppends = 1 }, TimeProvider.System);

    public Task<ShardOwnership> TakeAsync(ISiloLog log, IBlobStore? store = null, ShardKey? shard = null)
        => ShardOwnership.TakeAsync(store ?? Store, log, new LogReplay(store ?? Store), Time, shard ?? Shard, TestContext.Current.CancellationToken).AsTask();

    /// <summary>Takes the shard and replays it.</summary>
    public async Task<(ShardOwnership Ownership, int[] Values)> RecoverAsync(ISiloLog log)
    {
        ShardOwnership ownership = await TakeAsync(log);
        return (ownership, await ReplayAsync(ownership));
    }

    public static async Task<int[]> ReplayAsync(ShardOwnership ownership)
    {
        var values = new List<int>();
        await foreach (ReplayBatch batch in ownership.ReplayAsync(TestContext.Current.CancellationToken))
        {
            foreach (ReplayRecord record in batch)
            {
                values.Add(BitConverter.ToInt32(record.Payload));
            }
        }

        return [.. values];
    }

    public static async Task WriteAsync(ShardOwnership ownership, params int[] values)
    {
        foreach (int value in values)
        {
            await ownership.AppendAsync(ownership.NextSequence, BitConverter.GetBytes(value));
        }
    }

    /// <summary>As a shard does when its memory is in a block.</summary>
    public static async Task FlushAsync(ShardOwnership ownership, ISiloLog log)
    {
        LogPosition from = log.Tail;
        ulong next = ownership.NextSequence;
        await ownership.UpdateAsync(manifest => manifest.WithFlushed(next, from), TestContext.Current.CancellationToken);
    }

    public int[] SegmentsOf(ISiloLog log) => [.. Store.ListAsync($"logs/{log.LogId}/", default).ToBlockingEnumerable()
        .Select(blob => int.Parse(blob.Name[^8..], System.Globalization.CultureInfo.InvariantCulture))];
}
