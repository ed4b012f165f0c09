using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Orleans.Obs.Protocols.Logs;

/// <summary>
/// Remembers streams by the bytes that name them in requests, so that labels are parsed, sorted and hashed once and not with every request. All bytes of one cache are in one notation.
/// When it is full it starts over: what is in use is back within a request or two. Thread-safe.
/// </summary>
public sealed class PushedStreamCache
{
    private const int MaxStreams = 1 << 16;
    private const int LongestKey = 4096;

    private readonly ConcurrentDictionary<byte[], PushedStream> _streams;
    private readonly ConcurrentDictionary<byte[], PushedStream>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private int _count;

    /// <summary>Creates an empty cache.</summary>
    public PushedStreamCache()
    {
        _streams = new ConcurrentDictionary<byte[], PushedStream>(new BytesComparer());
        _lookup = _streams.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Finds a stream.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out PushedStream stream) => _lookup.TryGetValue(key, out stream);

    /// <summary>Remembers a stream, unless its key is out of the ordinary.</summary>
    public void Add(ReadOnlySpan<byte> key, PushedStream stream)
    {
        if (key.Length > LongestKey || !_lookup.TryAdd(key, stream))
        {
            return;
        }

        if (Interlocked.Increment(ref _count) > MaxStreams)
        {
            _streams.Clear();
            Interlocked.Exchange(ref _count, 0);
        }
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate) => unchecked((int)XxHash3.HashToUInt64(alternate));
    }
}
