using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Reading;

/// <summary>What query languages see of a metrics shard. All times are milliseconds, both ends inclusive.</summary>
public interface IMetricsReader : ISeriesSource
{
    /// <summary>The label names of matching series (all series when there are no matchers), sorted bytewise, at most <paramref name="limit"/> (0: all). Never touches samples.</summary>
    ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken);

    /// <summary>The values of one label over matching series, sorted bytewise, at most <paramref name="limit"/> (0: all). Never touches samples.</summary>
    ValueTask<IReadOnlyList<string>> LabelValuesAsync(string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken);

    /// <summary>The label sets of matching series, in no particular order, at most <paramref name="limit"/> (0: all). Never touches samples.</summary>
    ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken);
}
