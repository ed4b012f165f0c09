using System.Diagnostics.CodeAnalysis;

namespace Orleans.Obs.Query.Common.Scheduling;

/// <summary>
/// Lets so many threads evaluate queries at the same time. Queries take a turn for each slice of their work, some milliseconds, and who waits is let in by the time of arrival plus the
/// time that its query has had already: a small query passes a heavy one, which still is only held up by as much as it has had before others. Thread-safe.
/// </summary>
public sealed class QueryTurns
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Waiter, long> _waiting = new();
    private readonly TimeProvider _time;
    private int _free;

    /// <summary>Turns for <paramref name="workers"/> threads.</summary>
    public QueryTurns(int workers, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentNullException.ThrowIfNull(time);
        (Workers, _time, _free) = (workers, time, workers);
    }

    /// <summary>How many there are.</summary>
    public int Workers { get; }

    /// <summary>Waits for a turn. Completes at once when a worker is free.</summary>
    /// <param name="share">The query's share, which counts the time of the turn.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<QueryTurn> EnterAsync(QueryShare share, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(share);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<QueryTurn>(cancellationToken);
        }

        Waiter waiter;
        long now = _time.GetTimestamp();
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return new(new QueryTurn(this, share, now));
            }

            waiter = new Waiter(share);
            _waiting.Enqueue(waiter, now + (long)(share.Used.TotalSeconds * _time.TimestampFrequency));
        }

        return new(WaitAsync(waiter, cancellationToken));
    }

    internal void Leave(QueryShare share, long began)
    {
        share.Add(_time.GetElapsedTime(began));
        while (TryNext(out Waiter? next))
        {
            if (next.TryLetIn(new QueryTurn(this, next.Share, _time.GetTimestamp())))
            {
                return;
            }
        }
    }

    private bool TryNext([NotNullWhen(true)] out Waiter? next)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out next, out _))
            {
                return true;
            }

            _free++;
            return false;
        }
    }

    private static async Task<QueryTurn> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((Waiter)state!).Cancel(token), waiter);
        return await waiter.Turn.ConfigureAwait(false);
    }

    private sealed class Waiter(QueryShare share)
    {
        private readonly TaskCompletionSource<QueryTurn> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public QueryShare Share { get; } = share;

        public Task<QueryTurn> Turn => _turn.Task;

        /// <summary>False when it does not wait any more.</summary>
        public bool TryLetIn(QueryTurn turn) => _turn.TrySetResult(turn);

        public void Cancel(CancellationToken cancellationToken) => _turn.TrySetCanceled(cancellationToken);
    }
}
