using System.Collections.Concurrent;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

public class PlanTests
{
    [Theory]
    [InlineData("sum by (job) (rate(x_total[5m]))", "Rate Sum")]
    [InlineData("count(x > 50)", "Instant ScalarOperation Count")]
    [InlineData("avg(abs(-x) * 2 + 1)", "Instant Negate Math ScalarOperation ScalarOperation Avg")]
    [InlineData("topk(3, max_over_time(x[1h]))", "MaxOverTime TopK")]
    [InlineData("quantile(0.9, x)", "Instant Quantile")]
    [InlineData("absent(x)", "Instant Group")]
    [InlineData("absent_over_time(x[5m])", "PresentOverTime Group")]
    [InlineData("sum(sum by (job) (x))", "Instant Sum")]
    [InlineData("timestamp(x) - 5", "SampleTime ScalarOperation")]
    [InlineData("clamp_max(x, scalar(y))", "Instant | Instant Clamp")]
    [InlineData("x / on (job) sum by (job) (y)", "Instant | Instant Sum")]
    [InlineData("max_over_time(sum(x)[10m:1m])", "Instant Sum")]
    [InlineData("limitk(2, x)", "Instant")]
    [InlineData("sum(rate({job='a'}[5m]))", "Rate")]
    [InlineData("histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))", "Rate Sum")]
    [InlineData("1 + 2 * 3", "")]
    [InlineData("x @ 10 + x @ 20", "Instant | Instant")]
    public async Task Shards_do_what_can_be_done_to_series_alone_and_their_part_of_an_aggregation(string query, string expected)
    {
        var shards = new RecordingShards();
        await new PromQLEngine(new QueryBench().Options).ExecuteAsync(new QueryRequest(query, 0, 600_000, 60_000), shards, TestContext.Current.CancellationToken);
        Assert.Equal(expected, string.Join(" | ", shards.Plans.Select(Describe)));
    }

    [Fact]
    public async Task Both_sides_are_asked_before_either_is_awaited()
    {
        var shards = new RecordingShards { WaitsForPlans = 2 };
        await new PromQLEngine(new PromQLEngineOptions()).ExecuteAsync(new QueryRequest("sum(x) / sum(y)", 0, 0, 0), shards, TestContext.Current.CancellationToken);
        Assert.Equal(2, shards.Plans.Count);
    }

    private static string Describe(ShardPlan plan) => string.Join(' ', [
        plan.Window.Kind.ToString(),
        .. plan.Stages.Select(static stage => stage.GetType().Name.Replace("Stage", "", StringComparison.Ordinal)),
        .. plan.Aggregation is null ? Array.Empty<string>() : [plan.Aggregation.Operator.ToString()]]);

    /// <summary>One shard without data that keeps the plans, and answers none before it has seen so many.</summary>
    private sealed class RecordingShards : IMetricsShards
    {
        private readonly Orleans.Obs.Testing.InMemoryMetrics _metrics = new(1);
        private readonly TaskCompletionSource _enough = new();

        public ConcurrentQueue<ShardPlan> Plans { get; } = [];

        public int WaitsForPlans { get; init; } = 1;

        public int Count => 1;

        public async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
        {
            Plans.Enqueue(ShardPlanCodec.Decode(plan.Span));
            if (Plans.Count >= WaitsForPlans)
            {
                _enough.TrySetResult();
            }

            await _enough.Task.WaitAsync(cancellationToken);
            return await _metrics.ExecuteAsync(shard, plan, cancellationToken);
        }
    }
}
