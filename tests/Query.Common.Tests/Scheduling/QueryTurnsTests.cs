using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Query.Common.Scheduling;

namespace Orleans.Obs.Query.Common.Tests.Scheduling;

public sealed class QueryTurnsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task As_many_are_let_in_at_once_as_there_are_workers()
    {
        var turns = new QueryTurns(2, _time);
        QueryTurn first = await EnterAsync(turns), second = await EnterAsync(turns);
        Task<QueryTurn> third = EnterAsync(turns);
        Assert.False(third.IsCompleted);
        first.Dispose();
        second.Dispose();
        (await third).Dispose();
        Assert.True(EnterAsync(turns).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Who_has_had_less_time_passes_who_has_had_more()
    {
        var turns = new QueryTurns(1, _time);
        QueryShare heavy = await UsedAsync(turns, TimeSpan.FromSeconds(10));
        QueryTurn running = await EnterAsync(turns);
        Task<QueryTurn> first = EnterAsync(turns, heavy), second = EnterAsync(turns);
        running.Dispose();
        (await second).Dispose();
        (await first).Dispose();
    }

    [Fact]
    public async Task Who_has_waited_longer_than_the_time_that_it_has_had_is_passed_no_more()
    {
        var turns = new QueryTurns(1, _time);
        QueryShare heavy = await UsedAsync(turns, TimeSpan.FromSeconds(10));
        QueryTurn running = await EnterAsync(turns);
        Task<QueryTurn> first = EnterAsync(turns, heavy);
        _time.Advance(TimeSpan.FromSeconds(11));
        Task<QueryTurn> second = EnterAsync(turns);
        running.Dispose();
        QueryTurn turn = await first;
        Assert.False(second.IsCompleted);
        turn.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task Who_stops_waiting_is_skipped()
    {
        var turns = new QueryTurns(1, _time);
        using var cancellation = new CancellationTokenSource();
        QueryTurn running = await EnterAsync(turns);
        Task<QueryTurn> gone = turns.EnterAsync(new QueryShare(), cancellation.Token).AsTask(), waiting = EnterAsync(turns);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        running.Dispose();
        (await waiting).Dispose();
        Assert.True(EnterAsync(turns).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_share_counts_the_time_of_its_turns()
    {
        var turns = new QueryTurns(2, _time);
        var share = new QueryShare();
        QueryTurn one = await EnterAsync(turns, share), other = await EnterAsync(turns, share);
        _time.Advance(TimeSpan.FromSeconds(3));
        one.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        other.Dispose();
        Assert.Equal(TimeSpan.FromSeconds(7), share.Used);
    }

    private async Task<QueryShare> UsedAsync(QueryTurns turns, TimeSpan time)
    {
        var share = new QueryShare();
        using (await EnterAsync(turns, share))
        {
            _time.Advance(time);
        }

        return share;
    }

    private static Task<QueryTurn> EnterAsync(QueryTurns turns, QueryShare? share = null) => turns.EnterAsync(share ?? new QueryShare(), TestContext.Current.CancellationToken).AsTask();
}
