using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Testing;

/// <summary>A shard without an index: every selection looks at every series.</summary>
public sealed class InMemoryShard : IMetricsReader
{
    private readonly Dictionary<LabelSet, InMemorySeries> _series = [];

    public InMemorySeries SeriesOf(LabelSet labels)
    {
        if (!_series.TryGetValue(labels, out InMemorySeries? series))
        {
            _series.Add(labels, series = new InMemorySeries(labels));
        }

        return series;
    }

    public ValueTask<ISeriesSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken) =>
        new(new InMemorySelection([.. Matching(matchers, minTime, maxTime)]));

    public ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (InMemorySeries series in Matching(matchers, minTime, maxTime))
        {
            LabelReader reader = series.Labels.GetReader();
            while (reader.Read())
            {
                names.Add(Encoding.UTF8.GetString(reader.Name));
            }
        }

        return new([.. Limited(names, limit)]);
    }

    public ValueTask<IReadOnlyList<string>> LabelValuesAsync(string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken)
    {
        IEnumerable<string> values = Matching(matchers, minTime, maxTime).Select(series => series.Labels.ValueOf(name)).Where(value => value.Length > 0);
        return new([.. Limited(new SortedSet<string>(values, StringComparer.Ordinal), limit)]);
    }

    public ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        new([.. Limited(Matching(matchers, minTime, maxTime).Select(series => series.Labels), limit)]);

    private static IEnumerable<T> Limited<T>(IEnumerable<T> items, int limit) => limit > 0 ? items.Take(limit) : items;

    private IEnumerable<InMemorySeries> Matching(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime) =>
        _series.Values.Where(series =>
            matchers.All(matcher => matcher.Matches(series.Labels.ValueOf(matcher.Name.Span)))
            && series.Samples.Any(sample => sample.Timestamp >= minTime && sample.Timestamp <= maxTime));
}
