using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Shards;

/// <summary>
/// Calls shards, which change hands while silos come and go: after a reply that says so, or when a call was lost together with its silo, the call is made again and finds the next owner. Only
/// for calls that may be made twice, and only within a budget of time: what is not answered by then is an error.
/// </summary>
internal sealed class ShardCalls(SiloLosses losses, IOptions<ApiOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25), LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>A call that changes nothing: it waits until the shard is open again after the loss of a silo.</summary>
    public Task<TReply> ReadAsync<TReply>(Func<Task<TReply>> call, Func<TReply, ReplyStatus> statusOf, CancellationToken cancellationToken) =>
        CallAsync(call, statusOf, options.Value.ReadPatience, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Such a call to each of a tenant's shards, all at the same time. If one does not answer, or not well, there is no answer at all.</summary>
    /// <param name="tenant">The tenant, for the message.</param>
    /// <param name="slots">How many shards there are.</param>
    /// <param name="ask">The call to one of them.</param>
    /// <param name="outcomeOf">What a reply says of itself.</param>
    /// <param name="fault">What to throw for a reply that is not Ok.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TReply[]> ReadAllAsync<TReply>(
        string tenant,
        int slots,
        Func<int, Task<TReply>> ask,
        Func<TReply, (ReplyStatus Status, string Message)> outcomeOf,
        Func<ReplyStatus, string, Exception> fault,
        CancellationToken cancellationToken)
    {
        return await Task.WhenAll(Enumerable.Range(0, slots).Select(AskOneAsync));

        async Task<TReply> AskOneAsync(int slot)
        {
            try
            {
                TReply reply = await ReadAsync(() => ask(slot), reply => outcomeOf(reply).Status, cancellationToken);
                (ReplyStatus status, string message) = outcomeOf(reply);
                return status == ReplyStatus.Ok ? reply : throw fault(status, message);
            }
            catch (Exception lost) when (IsLost(lost))
            {
                throw fault(ReplyStatus.Unavailable, $"shard {tenant}/{slot} does not answer: {lost.Message}");
            }
        }
    }

    /// <summary>A write: its sender repeats it as well, so that it waits for a shard that moves and not for one that is lost.</summary>
    public Task<TReply> WriteAsync<TReply>(Func<Task<TReply>> call, Func<TReply, ReplyStatus> statusOf) =>
        CallAsync(call, statusOf, options.Value.WritePatience, options.Value.WriteTimeout, CancellationToken.None);

    /// <summary>Was the call lost on its way, or its shard not to be had, so that the same call can succeed later?</summary>
    public static bool IsLost(Exception exception) => exception is OrleansException or TimeoutException or IOException;

    private async Task<TReply> CallAsync<TReply>(
        Func<Task<TReply>> call, Func<TReply, ReplyStatus> statusOf, TimeSpan patience, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            CancellationToken loss = losses.Next;
            try
            {
                TReply reply = await call().WaitAsync(timeout, time, loss);
                if (statusOf(reply) != ReplyStatus.Moved || IsOver(pause))
                {
                    return reply;
                }
            }
            catch (OperationCanceledException) when (loss.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // Whether it was lost is unknown, but to wait for it may be in vain.
            }
            catch (Exception lost) when (IsLost(lost) && !IsOver(pause))
            {
                // The next try may find the shard elsewhere.
            }

            await Task.Delay(pause, time, cancellationToken);
        }

        bool IsOver(TimeSpan pause) => time.GetElapsedTime(started) + pause > patience;
    }
}
