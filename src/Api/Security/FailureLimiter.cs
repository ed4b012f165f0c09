using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Orleans.Obs.Api.Requests;

namespace Orleans.Obs.Api.Security;

/// <summary>
/// Bounds what wrong keys cost: after a burst of them an address (of IPv6: a /64) waits before its next unknown key is looked up. Keys that were valid a moment ago are not held up by
/// others behind the same proxy. No key can be guessed at any rate; this protects the store and the log from those who try.
/// </summary>
internal sealed class FailureLimiter(TimeProvider time)
{
    private const double Rate = 5, Burst = 50;
    private const int MaxAddresses = 4096;

    private readonly ConcurrentDictionary<IPAddress, TokenBucket> _buckets = new();
    private readonly TokenBucket _others = new(time, Burst);
    private long _forgot = time.GetTimestamp();

    /// <summary>True when a key from the address may be looked up now.</summary>
    public bool MayTry(IPAddress? address, out TimeSpan wait) => BucketOf(address).TryTake(0, Rate, Burst, out wait);

    /// <summary>Notes a wrong key.</summary>
    public void Failed(IPAddress? address) => BucketOf(address).TryTake(1, Rate, Burst, out _);

    private TokenBucket BucketOf(IPAddress? address)
    {
        if (address is null)
        {
            return _others;
        }

        IPAddress network = NetworkOf(address);
        if (_buckets.TryGetValue(network, out TokenBucket? bucket))
        {
            return bucket;
        }

        if (_buckets.Count >= MaxAddresses)
        {
            ForgetThePatient();
        }

        return _buckets.Count < MaxAddresses ? _buckets.GetOrAdd(network, static (_, time) => new TokenBucket(time, Burst), time) : _others;
    }

    /// <summary>Makes room, at most once a second: who has its whole burst back need not be known. Addresses for which there is no room share a bucket.</summary>
    private void ForgetThePatient()
    {
        long last = Interlocked.Read(ref _forgot), now = time.GetTimestamp();
        if (time.GetElapsedTime(last, now) < TimeSpan.FromSeconds(1) || Interlocked.CompareExchange(ref _forgot, now, last) != last)
        {
            return;
        }

        foreach ((IPAddress network, TokenBucket bucket) in _buckets)
        {
            if (bucket.IsFull(Rate, Burst))
            {
                _buckets.TryRemove(network, out _);
            }
        }
    }

    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
