using Orleans.Obs.Engine.Labels;
namespace Orleans.Obs.Engine.Metrics.Reading;

/// <summary>Where queries get series from. All times are milliseconds, both ends inclusive.</summary>
public interface ISeriesSource
{
    /// <summary>
    /// Selects the series that satisfy all matchers and may have samples in the time range. What is in memory is selected before the call returns.
    /// </summary>
    ValueTask<ISeriesSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken);
}
