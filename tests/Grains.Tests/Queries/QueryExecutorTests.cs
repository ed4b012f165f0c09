using Orleans.Obs.Grains.Queries;
using Orleans.Obs.Query.Common.Scheduling;

namespace Orleans.Obs.Grains.Tests.Queries;

public sealed class QueryExecutorTests
{
    [Fact]
    public async Task No_more_plans_run_at_once_than_there_are_workers()
    {
        var executor = new QueryExecutor(new QueryTurns(2, TimeProvider.System), maxWaiting: 100);
        int running = 0, most = 0;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var twoRun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        async ValueTask<int> Work(CancellationToken cancellationToken)
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == 2)
            {
                twoRun.TrySetResult();
            }

            await gate.Task;
            Interlocked.Decrement(ref running);
            return 1;
        }

        List<Task<int>> plans = [];
        for (int i = 0; i < 10; i++)
        {
            Assert.True(executor.TryRun(Work, TestContext.Current.CancellationToken, out Task<int> plan));
            plans.Add(plan);
        }

        await twoRun.Task.WaitAsync(TestContext.Current.CancellationToken);
        gate.SetResult();

        Assert.Equal(10, (await Task.WhenAll(plans)).Sum());
        Assert.Equal(2, most);
        Assert.Equal(0, executor.Pending);
    }

    [Fact]
    public async Task Beyond_the_bound_a_plan_is_refused_at_once_and_later_ones_are_taken_again()
    {
        var executor = new QueryExecutor(new QueryTurns(1, TimeProvider.System), maxWaiting: 1);
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(executor.TryRun(_ => new ValueTask<int>(gate.Task), TestContext.Current.CancellationToken, out Task<int> running));
        Assert.True(executor.TryRun(_ => new ValueTask<int>(2), TestContext.Current.CancellationToken, out Task<int> waiting));

        Assert.False(executor.TryRun(_ => new ValueTask<int>(3), TestContext.Current.CancellationToken, out _));

        gate.SetResult(1);
        Assert.Equal(1, await running);
        Assert.Equal(2, await waiting);
        Assert.True(executor.TryRun(_ => new ValueTask<int>(4), TestContext.Current.CancellationToken, out Task<int> later));
        Assert.Equal(4, await later);
    }

    [Fact]
    public async Task A_plan_that_is_cancelled_while_it_waits_frees_its_place()
    {
        var executor = new QueryExecutor(new QueryTurns(1, TimeProvider.System), maxWaiting: 1);
        using var cancelled = new CancellationTokenSource();
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(executor.TryRun(_ => new ValueTask<int>(gate.Task), TestContext.Current.CancellationToken, out Task<int> running));
        Assert.True(executor.TryRun(_ => new ValueTask<int>(2), cancelled.Token, out Task<int> waiting));

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, executor.Pending);
        gate.SetResult(1);
        Assert.Equal(1, await running);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
