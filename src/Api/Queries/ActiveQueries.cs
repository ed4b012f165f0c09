using System.Collections.Concurrent;
using System.Globalization;

namespace Orleans.Obs.Api.Queries;

/// <summary>The queries that this process coordinates now. Thread-safe.</summary>
internal sealed class ActiveQueries(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ActiveQuery> _queries = new(StringComparer.Ordinal);
    private long _last = time.GetUtcNow().Ticks;

    /// <summary>Enters a query until it is disposed.</summary>
    public ActiveQuery Begin(QueryCall call)
    {
        // Ids go on from the time of the start, so that one from before it does not mean another query now.
        string id = Interlocked.Increment(ref _last).ToString("X16", CultureInfo.InvariantCulture);
        var query = new ActiveQuery(id, call, time.GetUtcNow(), this);
        _queries[id] = query;
        return query;
    }

    /// <summary>A tenant's queries, the oldest first.</summary>
    public IReadOnlyList<ActiveQuery> Of(string tenant) =>
        [.. _queries.Values.Where(query => query.Call.Tenant == tenant).OrderBy(query => query.Id, StringComparer.Ordinal)];

    /// <summary>Ends a tenant's query; false when there is none with this id.</summary>
    public bool TryCancel(string tenant, string id)
    {
        if (!_queries.TryGetValue(id, out ActiveQuery? query) || query.Call.Tenant != tenant)
        {
            return false;
        }

        query.Cancel();
        return true;
    }

    /// <summary>Lets go of a query that has ended.</summary>
    public void End(ActiveQuery query) => _queries.TryRemove(query.Id, out _);
}
