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
        return _buckets.TryGetValue(network, out TokenBucket? bucket) ? bucket
            : _buckets.Count < MaxAddresses ? _buckets.GetOrAdd(network, static (_, time) => new TokenBucket(time, Burst), time)
            : Forget();
    }

    /// <summary>Too many addresses to tell them apart: this attempt counts for all, and the table begins anew.</summary>
    private TokenBucket Forget()
    {
        _buckets.Clear();
        return _others;
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
