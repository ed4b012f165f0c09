using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Log;

/// <summary>
/// Segments in memory, shared by the shards that read the same log at about the same time, so that a dead silo's log is fetched and verified once and not once a shard. At
/// most <paramref name="capacity"/> segments are held. A reader leases one at a time, so waiting for a place always ends.
/// </summary>
internal sealed class LogSegmentCache(IBlobStore store, int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string LogId, int Number), Lease> _shared = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _held;
    private int _readers;

    /// <summary>While somebody reads, segments stay for the next reader; with the last reader they go.</summary>
    public void Enter() => Interlocked.Increment(ref _readers);

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (Interlocked.Decrement(ref _readers) == 0)
            {
                while (EvictIdle())
                {
                }
            }
        }
    }

    /// <summary>Loads a segment or joins who has it. A segment that still grows must not be shared: the next reader may need more of it.</summary>
    public async ValueTask<Lease> AcquireAsync(string logId, int number, bool share, CancellationToken cancellationToken)
    {
        Lease lease;
        while (!TryLease(logId, number, share, out lease!, out Task place))
        {
            await place.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await lease.Loading.WaitAsync(cancellationToken).ConfigureAwait(false);
            return lease;
        }
        catch
        {
            Release(lease);
            throw;
        }
    }

    /// <summary>Gives a lease back.</summary>
    public void Release(Lease lease)
    {
        lock (_lock)
        {
            lease.Holders--;
            if (lease.Holders == 0 && (!lease.Shared || lease.Loading.IsFaulted))
            {
                Drop(lease);
            }

            foreach (TaskCompletionSource waiting in _waiting)
            {
                waiting.TrySetResult();
            }

            _waiting.Clear();
        }
    }

    private bool TryLease(string logId, int number, bool share, out Lease? lease, out Task place)
    {
        place = Task.CompletedTask;
        lock (_lock)
        {
            if (share && _shared.TryGetValue((logId, number), out lease) && !lease.Loading.IsFaulted)
            {
                lease.Holders++;
                return true;
            }

            if (_held >= capacity && !EvictIdle())
            {
                var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add(waiting);
                (lease, place) = (null, waiting.Task);
                return false;
            }

            _held++;
            lease = new Lease(logId, number, share, LogSegment.LoadAsync(store, logId, number));
            if (share)
            {
                _shared[(logId, number)] = lease;
            }

            return true;
        }
    }

    private bool EvictIdle()
    {
        foreach (Lease lease in _shared.Values)
        {
            if (lease.Holders == 0)
            {
                Drop(lease);
                return true;
            }
        }

        return false;
    }

    private void Drop(Lease lease)
    {
        _held--;
        if (lease.Shared && _shared.TryGetValue((lease.LogId, lease.Number), out Lease? current) && current == lease)
        {
            _shared.Remove((lease.LogId, lease.Number));
        }

        if (lease.Loading.IsCompletedSuccessfully)
        {
            lease.Segment.Dispose();
        }
    }

    /// <summary>A segment that somebody holds or may want again.</summary>
    internal sealed class Lease(string logId, int number, bool shared, Task<LogSegment> loading)
    {
        public string LogId { get; } = logId;

        public int Number { get; } = number;

        public bool Shared { get; } = shared;

        public Task<LogSegment> Loading { get; } = loading;

        public int Holders { get; set; } = 1;

        public LogSegment Segment => Loading.Result;
    }
}
