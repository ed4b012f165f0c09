using System.Collections.Concurrent;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>
/// Keeps at least the last <paramref name="capacity"/> used values, and at most twice as many, in two generations: when the young one is full it becomes the old one, and
/// what is not asked for again is forgotten with it. Thread-safe; a value may be made twice.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();

    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        ConcurrentDictionary<TKey, TValue> young = Volatile.Read(ref _young);
        if (young.TryGetValue(key, out TValue? value))
        {
            return value;
        }

        if (!Volatile.Read(ref _old).TryGetValue(key, out value))
        {
            value = make(key);
        }

        if (young.Count >= capacity && Interlocked.CompareExchange(ref _young, new(), young) == young)
        {
            Volatile.Write(ref _old, young);
            young = _young;
        }

        young[key] = value;
        return value;
    }
}
