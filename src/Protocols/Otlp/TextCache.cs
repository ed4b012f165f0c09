using System.Diagnostics.CodeAnalysis;
using Orleans.Obs.Engine.Encodings;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>What was worked out for a text before. Senders use few names and use them all the time; when there are many, the cache starts over. Not thread-safe.</summary>
internal sealed class TextCache<T>
{
    private const int MaxEntries = 10_000;
    private const int LongestKey = 512;

    private readonly Dictionary<byte[], T> _entries = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public TextCache() => _lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();

    public bool TryGet(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out T value) => _lookup.TryGetValue(key, out value);

    public T Add(ReadOnlySpan<byte> key, T value)
    {
        if (key.Length <= LongestKey)
        {
            if (_entries.Count >= MaxEntries)
            {
                _entries.Clear();
            }

            _lookup[key] = value;
        }

        return value;
    }
}
