using System.Collections.Immutable;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Api.Metrics;

/// <summary>Which series of which tenant a call is about: those that satisfy one of the selectors (all when there are none) within a time range in milliseconds.</summary>
internal sealed record SeriesQuery(string Tenant, ImmutableArray<ImmutableArray<LabelMatcher>> Selectors, long MinTime, long MaxTime, int Limit = 0)
{
    /// <summary>The question that each shard is asked.</summary>
    public SeriesRequest ToRequest(int limit) => new(
        [.. Selectors.Select(selector => selector.Select(matcher => new Matcher((byte)matcher.Operator, matcher.Name, matcher.Value)).ToImmutableArray())],
        MinTime,
        MaxTime,
        limit);
}
