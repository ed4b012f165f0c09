using System.Collections.Immutable;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Api.Logs;

/// <summary>Which streams of which tenants a call is about: those that satisfy one of the selectors (all when there are none) with lines in a time range in nanoseconds, both ends inclusive.</summary>
internal sealed record StreamQuery(ImmutableArray<string> Tenants, ImmutableArray<ImmutableArray<LabelMatcher>> Selectors, long MinTime, long MaxTime)
{
    /// <summary>The question that each shard of a tenant is asked; null when the selectors leave the tenant out.</summary>
    public SeriesRequest? ToRequest(string tenant)
    {
        ImmutableArray<ImmutableArray<Matcher>>? selectors = SelectorsFor(tenant);
        return selectors is null ? null : new SeriesRequest(selectors.Value, MinTime, MaxTime);
    }

    /// <summary>The selectors as shards of a tenant know them; null when they leave the tenant out.</summary>
    public ImmutableArray<ImmutableArray<Matcher>>? SelectorsFor(string tenant)
    {
        if (Selectors.IsEmpty)
        {
            return [];
        }

        ImmutableArray<ImmutableArray<Matcher>> selectors =
        [
            .. Selectors
                .Where(selector => Tenants.Length == 1 || selector.All(matcher => matcher.Name != TenantLabel.Name || MatcherCompiler.Compile(matcher).Matches(TenantLabel.ValueOf(tenant))))
                .Select(selector => selector
                    .Where(matcher => Tenants.Length == 1 || matcher.Name != TenantLabel.Name)
                    .Select(static matcher => new Matcher((byte)matcher.Operator, matcher.Name, matcher.Value)).ToImmutableArray()),
        ];
        return selectors.IsEmpty ? null : selectors;
    }
}
