using System.Collections.Concurrent;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>
/// Keeps the values used last, in two generations: when the costs of the young one reach the capacity it becomes the old one, and what is not asked for again is forgotten
/// with it. Thread-safe; a value may be made twice.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(long capacity, Func<TKey, long> cost)
    where TKey : notnull
{
    private Generation _young = new();
    private Generation _old = new();

    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        Generation young = Volatile.Read(ref _young);
        if (young.Values.TryGetValue(key, out TValue? value))
        {
            return value;
        }

        if (!Volatile.Read(ref _old).Values.TryGetValue(key, out value))
        {
            value = make(key);
        }

        if (Interlocked.Add(ref young.Cost, cost(key)) > capacity)
        {
            var fresh = new Generation { Cost = cost(key) };
            if (Interlocked.CompareExchange(ref _young, fresh, young) == young)
            {
                Volatile.Write(ref _old, young);
            }

            young = Volatile.Read(ref _young);
        }

        young.Values[key] = value;
        return value;
    }

    private sealed class Generation
    {
        public long Cost;

        public ConcurrentDictionary<TKey, TValue> Values { get; } = new();
    }
}
