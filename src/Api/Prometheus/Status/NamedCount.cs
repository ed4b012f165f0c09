using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions.Metrics;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary>An entry of the lists of <c>/status/tsdb</c>.</summary>
internal sealed record NamedCount(string name, long value)
{
    /// <summary>The largest of what shards counted each for itself, summed up by name.</summary>
    public static NamedCount[] Top(IEnumerable<NameCount> counts, int limit) =>
        [.. Sum(counts).OrderByDescending(count => count.Count).ThenBy(count => count.Name, Utf8Comparer.Instance).Take(limit).Select(count => new NamedCount(count.Name, count.Count))];

    /// <summary>Counts of the same name as one.</summary>
    public static IEnumerable<NameCount> Sum(IEnumerable<NameCount> counts) =>
        counts.GroupBy(count => count.Name, StringComparer.Ordinal).Select(group => new NameCount(group.Key, group.Sum(count => count.Count)));
}
