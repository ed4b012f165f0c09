using Orleans.Obs.Engine.Metrics.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Grains.Queries;

/// <summary>
/// Lets code on any thread read a shard that only its grain may touch: selections are taken in a turn of the grain, between two appends; what they return is frozen
/// and is read wherever the caller runs.
/// </summary>
internal sealed class TurnBoundReader(IMetricsReader shard, TaskScheduler turns) : IMetricsReader
{
    public ValueTask<ISeriesSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken) =>
        InTurn(() => shard.SelectAsync(matchers, minTime, maxTime, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<string>> LabelNamesAsync(
        IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        InTurn(() => shard.LabelNamesAsync(matchers, minTime, maxTime, limit, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<string>> LabelValuesAsync(
        string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        InTurn(() => shard.LabelValuesAsync(name, matchers, minTime, maxTime, limit, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(
        IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        InTurn(() => shard.SeriesAsync(matchers, minTime, maxTime, limit, cancellationToken), cancellationToken);

    private ValueTask<T> InTurn<T>(Func<ValueTask<T>> read, CancellationToken cancellationToken) =>
        new(Task.Factory.StartNew(() => read().AsTask(), cancellationToken, TaskCreationOptions.DenyChildAttach, turns).Unwrap());
}
