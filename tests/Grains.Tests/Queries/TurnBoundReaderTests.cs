using System.Collections.Concurrent;
using Orleans.Obs.Engine.Metrics.Labels;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Grains.Queries;

namespace Orleans.Obs.Grains.Tests.Queries;

public sealed class TurnBoundReaderTests
{
    [Fact]
    public async Task Everything_asked_of_the_shard_runs_on_the_scheduler_of_its_grain()
    {
        TaskScheduler turns = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default).ExclusiveScheduler;
        var shard = new SchedulerRecorder();
        var reader = new TurnBoundReader(shard, turns);
        CancellationToken token = TestContext.Current.CancellationToken;

        await reader.SelectAsync([], 0, 1, token);
        await reader.LabelNamesAsync([], 0, 1, 0, token);
        await reader.LabelValuesAsync("a", [], 0, 1, 0, token);
        await reader.SeriesAsync([], 0, 1, 0, token);

        Assert.Equal(4, shard.Seen.Count);
        Assert.All(shard.Seen, scheduler => Assert.Same(turns, scheduler));
    }

    private sealed class SchedulerRecorder : IMetricsReader
    {
        public ConcurrentQueue<TaskScheduler> Seen { get; } = [];

        public ValueTask<ISeriesSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken) =>
            Record<ISeriesSelection>(null!);

        public ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            Record<IReadOnlyList<string>>([]);

        public ValueTask<IReadOnlyList<string>> LabelValuesAsync(string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            Record<IReadOnlyList<string>>([]);

        public ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            Record<IReadOnlyList<LabelSet>>([]);

        private ValueTask<T> Record<T>(T answer)
        {
            Seen.Enqueue(TaskScheduler.Current);
            return ValueTask.FromResult(answer);
        }
    }
}
