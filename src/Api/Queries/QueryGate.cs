using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Queries;

/// <summary>
/// Lets so many queries run at the same time, of each tenant and of the process. Others wait, each tenant's in a queue of its own, which is bounded. When a query ends, the tenants that
/// have queries waiting are let in one after the other in turn: one that asks a thousand things delays another's question by one. Thread-safe.
/// </summary>
internal sealed class QueryGate(IOptions<ApiOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>The tenants with queries that wait, in the order of their turns.</summary>
    private readonly LinkedList<Lane> _turns = new();
    private int _running;

    /// <summary>The same with the tenant's own limits, or the defaults where it has none.</summary>
    public ValueTask<IDisposable?> EnterAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken) => EnterAsync(
        tenant,
        limits.QueryConcurrency > 0 ? limits.QueryConcurrency : options.Value.QueryConcurrency,
        limits.QueryQueue > 0 ? limits.QueryQueue : options.Value.QueryQueue,
        cancellationToken);

    /// <summary>Waits for a turn; dispose what it returns. Null when too many of the tenant wait already.</summary>
    /// <param name="tenant">Whose query it is.</param>
    /// <param name="concurrency">How many of the tenant's queries may run.</param>
    /// <param name="queue">How many may wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<IDisposable?> EnterAsync(string tenant, int concurrency, int queue, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<IDisposable?>(cancellationToken);
        }

        Waiter waiter;
        lock (_gate)
        {
            if (!_lanes.TryGetValue(tenant, out Lane? lane))
            {
                _lanes.Add(tenant, lane = new Lane(tenant));
            }

            lane.Concurrency = concurrency;
            if (lane.Waiting.Count == 0 && lane.Running < concurrency && _running < options.Value.ProcessQueryConcurrency)
            {
                return new(Begin(lane));
            }

            if (lane.Waiting.Count >= queue)
            {
                RemoveIdle(lane);
                return new((IDisposable?)null);
            }

            waiter = new Waiter(lane);
            if (lane.Waiting.Count == 0)
            {
                _turns.AddLast(lane.Turn);
            }

            lane.Waiting.AddLast(waiter);
        }

        return new(WaitAsync(waiter, cancellationToken));
    }

    private async Task<IDisposable?> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        try
        {
            await using (cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).Turn.TrySetCanceled(token), waiter))
            {
                return await waiter.Turn.Task;
            }
        }
        catch (OperationCanceledException)
        {
            GiveUp(waiter);
            throw;
        }
    }

    private void GiveUp(Waiter waiter)
    {
        lock (_gate)
        {
            Lane lane = waiter.Lane;
            if (lane.Waiting.Remove(waiter) && lane.Waiting.Count == 0)
            {
                _turns.Remove(lane.Turn);
            }

            RemoveIdle(lane);
        }
    }

    private Pass Begin(Lane lane)
    {
        lane.Running++;
        _running++;
        return new Pass(this, lane);
    }

    private void Leave(Lane lane)
    {
        lock (_gate)
        {
            lane.Running--;
            _running--;
            LetIn();
            RemoveIdle(lane);
        }
    }

    /// <summary>Goes through the turns as long as there is room. Who is let in goes to their end; who runs all that it may keeps its place.</summary>
    private void LetIn()
    {
        LinkedListNode<Lane>? turn = _turns.First;
        while (turn is not null && _running < options.Value.ProcessQueryConcurrency)
        {
            Lane lane = turn.Value;
            if (lane.Running >= lane.Concurrency)
            {
                turn = turn.Next;
                continue;
            }

            LinkedListNode<Lane>? next = turn.Next;
            LetInFirst(lane);
            _turns.Remove(turn);
            if (lane.Waiting.Count > 0)
            {
                _turns.AddLast(turn);
            }

            turn = next ?? (lane.Waiting.Count > 0 ? turn : null);
        }
    }

    private void LetInFirst(Lane lane)
    {
        Waiter first = lane.Waiting.First!.Value;
        lane.Waiting.RemoveFirst();
        Pass pass = Begin(lane);
        if (!first.Turn.TrySetResult(pass))
        {
            // It has given up and only not said so yet.
            pass.TakeBack();
        }
    }

    private void RemoveIdle(Lane lane)
    {
        if (lane.Running == 0 && lane.Waiting.Count == 0)
        {
            _lanes.Remove(lane.Tenant);
        }
    }

    /// <summary>One tenant's queries.</summary>
    private sealed class Lane
    {
        public Lane(string tenant)
        {
            Tenant = tenant;
            Turn = new LinkedListNode<Lane>(this);
        }

        public string Tenant { get; }

        /// <summary>Its place among those who take turns, while queries of it wait.</summary>
        public LinkedListNode<Lane> Turn { get; }

        public int Concurrency { get; set; }

        public int Running { get; set; }

        public LinkedList<Waiter> Waiting { get; } = new();
    }

    private sealed class Waiter(Lane lane)
    {
        public Lane Lane => lane;

        public TaskCompletionSource<IDisposable?> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A query's right to run; disposing ends it.</summary>
    private sealed class Pass(QueryGate gate, Lane lane) : IDisposable
    {
        private int _used;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _used, 1) == 0)
            {
                gate.Leave(lane);
            }
        }

        /// <summary>Undoes the beginning, within the gate.</summary>
        public void TakeBack()
        {
            lane.Running--;
            gate._running--;
        }
    }
}
