namespace Orleans.Obs.Api.Queries;

/// <summary>The latest queries of this process, bounded in number and in the characters of their texts; dashboards repeat theirs, so each text is kept once. Thread-safe.</summary>
internal sealed class QueryHistory
{
    /// <summary>So many queries are remembered.</summary>
    public const int MaxQueries = 20_000;

    private const long MaxCharacters = 16 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<FinishedQuery> _queries = new();
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private long _characters;

    /// <summary>Remembers a query, and forgets the oldest when there are too many.</summary>
    public void Add(FinishedQuery query)
    {
        lock (_gate)
        {
            _queries.Enqueue(query with { Text = Keep(query.Text) });
            while (_queries.Count > MaxQueries || (_characters > MaxCharacters && _queries.Count > 1))
            {
                Release(_queries.Dequeue().Text);
            }
        }
    }

    /// <summary>A tenant's queries that ended at or after a time, the oldest first.</summary>
    public IReadOnlyList<FinishedQuery> Of(string tenant, long since)
    {
        lock (_gate)
        {
            return [.. _queries.Where(query => query.Tenant == tenant && query.Ended >= since)];
        }
    }

    private string Keep(string text)
    {
        ref int uses = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_texts, text, out bool known);
        uses++;
        if (known)
        {
            return _texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out string? kept, out _) ? kept : text;
        }

        _characters += text.Length;
        return text;
    }

    private void Release(string text)
    {
        if (--System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_texts, text) == 0)
        {
            _texts.Remove(text);
            _characters -= text.Length;
        }
    }
}
