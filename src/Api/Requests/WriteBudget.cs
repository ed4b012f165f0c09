using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;

namespace Orleans.Obs.Api.Requests;

/// <summary>
/// Bounds the memory of write requests in flight, for the process and for each tenant, so that a slow store makes clients wait and not the process grow. A single
/// request is always let in when nothing else is in flight.
/// </summary>
internal sealed class WriteBudget(IOptions<ApiOptions> options)
{
    private readonly ConcurrentDictionary<string, Counter> _tenants = new(StringComparer.Ordinal);
    private readonly Counter _process = new();

    /// <summary>Takes bytes out of the budget until the lease is disposed.</summary>
    public WriteLease Take(string tenant, long bytes)
    {
        Counter counter = _tenants.GetOrAdd(tenant, static _ => new Counter());
        if (!counter.TryAdd(bytes, options.Value.TenantWriteBytesInFlight))
        {
            return new WriteLease(WriteAdmission.TenantBusy, null, null, 0);
        }

        if (!_process.TryAdd(bytes, options.Value.WriteBytesInFlight))
        {
            counter.Remove(bytes);
            return new WriteLease(WriteAdmission.ProcessBusy, null, null, 0);
        }

        return new WriteLease(WriteAdmission.Granted, counter, _process, bytes);
    }

    internal sealed class Counter
    {
        private long _bytes;

        public bool TryAdd(long bytes, long limit)
        {
            long total = Interlocked.Add(ref _bytes, bytes);
            if (total <= limit || total == bytes)
            {
                return true;
            }

            Interlocked.Add(ref _bytes, -bytes);
            return false;
        }

        public void Remove(long bytes) => Interlocked.Add(ref _bytes, -bytes);
    }
}
