using Orleans.Obs.Api.Queries;

namespace Orleans.Obs.Api.Tests.Queries;

public sealed class QueryHistoryTests
{
    private readonly QueryHistory _history = new();

    [Fact]
    public void The_oldest_queries_are_forgotten()
    {
        for (int i = 0; i < QueryHistory.MaxQueries + 5; i++)
        {
            _history.Add(Query("a", "up", i));
        }

        IReadOnlyList<FinishedQuery> kept = _history.Of("a", 0);
        Assert.Equal(QueryHistory.MaxQueries, kept.Count);
        Assert.Equal(5, kept[0].Ended);
    }

    [Fact]
    public void Long_texts_are_forgotten_before_they_take_too_much_memory()
    {
        for (int i = 0; i < 1000; i++)
        {
            _history.Add(Query("a", new string((char)('a' + (i % 26)), 1 << 20) + i, i));
        }

        Assert.InRange(_history.Of("a", 0).Count, 1, 20);
    }

    [Fact]
    public void A_text_is_kept_once_however_often_it_is_asked()
    {
        for (int i = 0; i < 100; i++)
        {
            _history.Add(Query("a", new string('x', 1 << 20), i));
        }

        IReadOnlyList<FinishedQuery> kept = _history.Of("a", 0);
        Assert.Equal(100, kept.Count);
        Assert.All(kept, query => Assert.Same(kept[0].Text, query.Text));
    }

    [Fact]
    public void A_tenant_finds_its_own_queries_of_a_while()
    {
        _history.Add(Query("a", "one", 1));
        _history.Add(Query("b", "two", 2));
        _history.Add(Query("a", "three", 3));
        Assert.Equal(["three"], _history.Of("a", 2).Select(query => query.Text));
        Assert.Empty(_history.Of("c", 0));
    }

    [Fact]
    public void Runs_of_a_query_over_ranges_of_one_length_are_added_up()
    {
        FinishedQuery[] queries =
        [
            new("a", "up", 60, 1, TimeSpan.FromSeconds(1), 10, 5),
            new("a", "up", 60, 2, TimeSpan.FromSeconds(3), 30, 5),
            new("a", "up", 3600, 3, TimeSpan.FromSeconds(1), 1, 5),
        ];
        Assert.Equal([new QueryTotals("up", 60, 2, 4, 40), new QueryTotals("up", 3600, 1, 1, 1)], QueryTotals.Of(queries));
        Assert.Equal((2, 20), (QueryTotals.Of(queries)[0].AvgSeconds, QueryTotals.Of(queries)[0].AvgSamples));
    }

    private static FinishedQuery Query(string tenant, string text, long ended) => new(tenant, text, 0, ended, TimeSpan.FromSeconds(1), 0, 0);
}
