using Orleans.Obs.Query.Common.Scheduling;

namespace Orleans.Obs.Grains.Queries;

/// <summary>
/// Runs reads off the grains' schedulers, so that a heavy query costs other queries time but never an append its turn. How many compute at the same time is for
/// <paramref name="turns"/> to say; how many may wait is bounded here.
/// </summary>
internal sealed class QueryExecutor(QueryTurns turns, int maxWaiting)
{
    private int _pending;

    /// <summary>Reads that run or wait.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Runs work that takes turns itself on a pool thread; false when too much waits already.</summary>
    public bool TryRun<T>(Func<QueryTurns, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken, out Task<T> result)
    {
        if (Interlocked.Increment(ref _pending) > turns.Workers + maxWaiting)
        {
            Interlocked.Decrement(ref _pending);
            result = Task.FromCanceled<T>(new CancellationToken(canceled: true));
            return false;
        }

        result = Task.Run(() => RunAsync(work, cancellationToken), CancellationToken.None);
        return true;
    }

    /// <summary>Runs work within one turn.</summary>
    public bool TryRun<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken, out Task<T> result) => TryRun(
        async (turns, token) =>
        {
            using (await turns.EnterAsync(new QueryShare(), token).ConfigureAwait(false))
            {
                return await work(token).ConfigureAwait(false);
            }
        },
        cancellationToken,
        out result);

    private async Task<T> RunAsync<T>(Func<QueryTurns, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(turns, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }
}
