using Microsoft.Extensions.Logging;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Shards;

/// <summary>Hands a request's batches to their shards, all at the same time. Allocates for each touched shard, not for each item.</summary>
internal sealed partial class ShardAppends(ShardCalls calls, ILogger<ShardAppends> logger)
{
    /// <summary>When it makes sense to try again after a shard did not answer.</summary>
    public const int RetryAfterFailureSeconds = 5;

    /// <summary>What is said of a shard that did not answer.</summary>
    public const string NoAnswer = "a shard did not answer";

    /// <summary>Appends every batch that is not empty; whatever a call throws, there is a reply for it.</summary>
    /// <param name="tenant">Whose shards.</param>
    /// <param name="slots">How many slots there are.</param>
    /// <param name="batchOf">A slot's batch.</param>
    /// <param name="append">Appends a batch to a slot's shard.</param>
    /// <param name="statusOf">What a reply says of itself.</param>
    /// <param name="lost">The reply in place of one that did not come.</param>
    public async Task<ShardAppend<TReply>[]> AppendAsync<TReply>(
        string tenant, int slots, Func<int, ReadOnlyMemory<byte>> batchOf, Func<int, ReadOnlyMemory<byte>, Task<TReply>> append, Func<TReply, ReplyStatus> statusOf, TReply lost)
    {
        var appends = new List<Task<ShardAppend<TReply>>>(slots);
        for (int slot = 0; slot < slots; slot++)
        {
            ReadOnlyMemory<byte> batch = batchOf(slot);
            if (!batch.IsEmpty)
            {
                appends.Add(AppendAsync(tenant, slot, batch, append, statusOf, lost));
            }
        }

        return await Task.WhenAll(appends);
    }

    private async Task<ShardAppend<TReply>> AppendAsync<TReply>(
        string tenant, int slot, ReadOnlyMemory<byte> batch, Func<int, ReadOnlyMemory<byte>, Task<TReply>> append, Func<TReply, ReplyStatus> statusOf, TReply lost)
    {
        // Who lost a call may still be reading the batch.
        int begun = 0, answered = 0;
        try
        {
            TReply reply = await calls.WriteAsync(AppendOnceAsync, statusOf);
            return new ShardAppend<TReply>(reply, begun > answered);
        }
#pragma warning disable CA1031 // The boundary of the cluster: whatever a lost call throws, the client hears 503 and tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLostAppend(exception, tenant, slot);
            return new ShardAppend<TReply>(lost, BatchMayBeInUse: true);
        }

        async Task<TReply> AppendOnceAsync()
        {
            begun++;
            TReply reply = await append(slot, batch);
            answered++;
            return reply;
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "An append to shard {Tenant}/{Slot} ended without an answer")]
    private partial void LogLostAppend(Exception exception, string tenant, int slot);
}
