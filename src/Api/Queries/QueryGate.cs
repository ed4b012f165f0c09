using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;

namespace Orleans.Obs.Api.Queries;

/// <summary>Lets so many queries of a tenant run at the same time; others wait for their turn, in a queue that is bounded too.</summary>
internal sealed class QueryGate(IOptions<ApiOptions> options)
{
    private readonly ConcurrentDictionary<(string Tenant, int Concurrency), Lane> _lanes = new();

    /// <summary>Waits for a turn; dispose what it returns. Null when the queue is full.</summary>
    /// <param name="tenant">Whose query it is.</param>
    /// <param name="concurrency">The tenant's own limit; 0: the default.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<IDisposable?> EnterAsync(string tenant, int concurrency, CancellationToken cancellationToken)
    {
        int turns = concurrency > 0 ? concurrency : options.Value.QueryConcurrency;
        Lane lane = _lanes.GetOrAdd((tenant, turns), static key => new Lane(key.Concurrency));
        return await lane.EnterAsync(turns + options.Value.QueryQueue, cancellationToken) ? lane : null;
    }

    /// <summary>One tenant's turns. Disposing ends one.</summary>
    private sealed class Lane(int turns) : IDisposable
    {
        private readonly SemaphoreSlim _turns = new(turns);
        private int _inside;

        public async ValueTask<bool> EnterAsync(int limit, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _inside) > limit)
            {
                Interlocked.Decrement(ref _inside);
                return false;
            }

            try
            {
                await _turns.WaitAsync(cancellationToken);
                return true;
            }
            catch
            {
                Interlocked.Decrement(ref _inside);
                throw;
            }
        }

        public void Dispose()
        {
            Interlocked.Decrement(ref _inside);
            _turns.Release();
        }
    }
}
