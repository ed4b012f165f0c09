namespace Orleans.Obs.Grains.Queries;

/// <summary>
/// Runs the shards' part of queries off the grains' schedulers, at most <paramref name="workers"/> at a time in this silo, so that a heavy query costs other queries time
/// but never an append its turn.
/// </summary>
internal sealed class QueryExecutor(int workers, int maxWaiting) : IDisposable
{
    private readonly SemaphoreSlim _workers = new(workers);
    private int _pending;

    /// <summary>Plans that run or wait.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Runs the work on a pool thread when a worker is free; false when too much waits already.</summary>
    public bool TryRun<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken, out Task<T> result)
    {
        if (Interlocked.Increment(ref _pending) > workers + maxWaiting)
        {
            Interlocked.Decrement(ref _pending);
            result = Task.FromCanceled<T>(new CancellationToken(canceled: true));
            return false;
        }

        result = Task.Run(() => RunAsync(work, cancellationToken), CancellationToken.None);
        return true;
    }

    public void Dispose() => _workers.Dispose();

    private async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await _workers.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await work(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _workers.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }
}
