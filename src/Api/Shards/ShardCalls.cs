using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Shards;

/// <summary>
/// Calls shards, which change hands while silos come and go: after a reply that says so, or when a call was lost together with its silo, the call is made again and finds the next owner. Only
/// for calls that may be made twice, and only within a budget of time: what is not answered by then is an error.
/// </summary>
internal sealed class ShardCalls(IOptions<ApiOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25), LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>A call that changes nothing: it waits until the shard is open again after the loss of a silo.</summary>
    public Task<TReply> ReadAsync<TReply>(Func<Task<TReply>> call, Func<TReply, ReplyStatus> statusOf, CancellationToken cancellationToken) =>
        CallAsync(call, statusOf, options.Value.ReadPatience, cancellationToken);

    /// <summary>A write: its sender repeats it as well, so that it waits for a shard that moves and not for one that is lost.</summary>
    public Task<TReply> WriteAsync<TReply>(Func<Task<TReply>> call, Func<TReply, ReplyStatus> statusOf) =>
        CallAsync(call, statusOf, options.Value.WritePatience, CancellationToken.None);

    /// <summary>Was the call lost on its way, or its shard not to be had, so that the same call can succeed later?</summary>
    public static bool IsLost(Exception exception) => exception is OrleansException or TimeoutException or IOException;

    private async Task<TReply> CallAsync<TReply>(Func<Task<TReply>> call, Func<TReply, ReplyStatus> statusOf, TimeSpan patience, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                TReply reply = await call();
                if (statusOf(reply) != ReplyStatus.Moved || IsOver(pause))
                {
                    return reply;
                }
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
