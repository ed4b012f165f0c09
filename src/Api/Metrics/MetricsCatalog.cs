using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Obs.Api.Prometheus;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Metrics;

/// <summary>Asks all shards of a tenant at the same time and unites their answers. Only indexes answer, never samples.</summary>
internal sealed class MetricsCatalog(IMetricsCluster cluster, ShardCalls calls)
{
    /// <summary>The label names in use, sorted.</summary>
    public async Task<Limited<string>> LabelNamesAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        TenantLimits limits = (await cluster.SettingsOfAsync(query.Tenant, cancellationToken)).Limits;
        int limit = Smallest(query.Limit, limits.QueryMaxSeries);
        SeriesRequest request = query.ToRequest(OneMore(limit));
        return Limited<string>.To(limit, Union(await AskAsync(query.Tenant, shard => shard.LabelNamesAsync(request, cancellationToken), OutcomeOf, cancellationToken)));
    }

    /// <summary>The values of a label, sorted.</summary>
    public async Task<Limited<string>> LabelValuesAsync(string name, SeriesQuery query, CancellationToken cancellationToken)
    {
        TenantLimits limits = (await cluster.SettingsOfAsync(query.Tenant, cancellationToken)).Limits;
        int limit = Smallest(query.Limit, limits.QueryMaxSeries);
        SeriesRequest request = query.ToRequest(OneMore(limit));
        return Limited<string>.To(limit, Union(await AskAsync(query.Tenant, shard => shard.LabelValuesAsync(name, request, cancellationToken), OutcomeOf, cancellationToken)));
    }

    /// <summary>The label sets of series, sorted. With one selector a limit lets shards stop early, so that which series remain is left open; with several it is the first.</summary>
    public async Task<Limited<LabelSet>> SeriesAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        TenantLimits limits = (await cluster.SettingsOfAsync(query.Tenant, cancellationToken)).Limits;
        int limit = Smallest(query.Limit, limits.QueryMaxSeries);
        SeriesRequest request = query.ToRequest(query.Selectors.Length == 1 ? OneMore(limit) : 0);
        var series = new List<LabelSet>();
        foreach (SeriesReply reply in await AskAsync(query.Tenant, shard => shard.SeriesAsync(request, cancellationToken), static reply => (reply.Status, reply.Message), cancellationToken))
        {
            series.AddRange(PackedLabelSets.Read(reply.LabelSets).Select(LabelsOf));
        }

        series.Sort();
        return Limited<LabelSet>.To(limit, series);
    }

    /// <summary>Metadata by family, of all families or of one.</summary>
    public async Task<SortedDictionary<string, List<FamilyMetadata>>> MetadataAsync(string tenant, string? family, CancellationToken cancellationToken)
    {
        var families = new SortedDictionary<string, List<FamilyMetadata>>(Utf8Comparer.Instance);
        foreach (MetadataReply reply in await AskAsync(tenant, shard => shard.MetadataAsync(family, cancellationToken), static reply => (reply.Status, reply.Message), cancellationToken))
        {
            foreach (FamilyMetadata metadata in reply.Families)
            {
                if (!families.TryGetValue(metadata.Family, out List<FamilyMetadata>? known))
                {
                    families.Add(metadata.Family, known = []);
                }

                known.Add(metadata);
            }
        }

        return families;
    }

    /// <summary>Exemplars by series, sorted by the series' labels.</summary>
    public async Task<IReadOnlyList<(LabelSet Series, ImmutableArray<Exemplar> Exemplars)>> ExemplarsAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        SeriesRequest request = query.ToRequest(0);
        var found = new List<(LabelSet Series, ImmutableArray<Exemplar> Exemplars)>();
        foreach (ExemplarsReply reply in await AskAsync(query.Tenant, shard => shard.ExemplarsAsync(request, cancellationToken), static reply => (reply.Status, reply.Message), cancellationToken))
        {
            found.AddRange(reply.Series.Select(series => (LabelsOf(series.Labels), series.Exemplars)));
        }

        found.Sort((left, right) => left.Series.CompareTo(right.Series));
        return found;
    }

    /// <summary>Numbers about each shard.</summary>
    public Task<MetricsShardStatistics[]> StatisticsAsync(string tenant, int top, CancellationToken cancellationToken) =>
        AskAsync(tenant, shard => shard.StatisticsAsync(top, cancellationToken), static _ => (ReplyStatus.Ok, ""), cancellationToken);

    /// <summary>How many series each shard has of what.</summary>
    public Task<CardinalityReply[]> CardinalityAsync(SeriesQuery query, string focusLabel, int top, CancellationToken cancellationToken)
    {
        var request = new CardinalityRequest(query.ToRequest(0), focusLabel, top);
        return AskAsync(query.Tenant, shard => shard.CardinalityAsync(request, cancellationToken), static reply => (reply.Status, reply.Message), cancellationToken);
    }

    /// <summary>The blocks of all shards.</summary>
    public async Task<IReadOnlyList<MetricsBlock>> BlocksAsync(string tenant, CancellationToken cancellationToken) =>
    [
        .. (await AskAsync(tenant, shard => shard.BlocksAsync(cancellationToken), static reply => (reply.Status, reply.Message), cancellationToken))
            .SelectMany(static reply => reply.Blocks),
    ];

    /// <summary>Has every shard do something and insists that all did.</summary>
    public Task CommandAsync(string tenant, Func<IMetricsShardGrain, Task<Acknowledgement>> command, CancellationToken cancellationToken) =>
        AskAsync(tenant, command, static done => (done.Status, done.Message), cancellationToken);

    /// <summary>A label set over received canonical bytes.</summary>
    public static LabelSet LabelsOf(ReadOnlyMemory<byte> canonical) => MemoryMarshal.TryGetArray(canonical, out ArraySegment<byte> segment)
        ? new LabelSet(segment.Array!, segment.Offset, segment.Count)
        : new LabelSet(canonical.ToArray(), 0, canonical.Length);

    private static (ReplyStatus Status, string Message) OutcomeOf(StringsReply reply) => (reply.Status, reply.Message);

    /// <summary>The replies of all shards; if one does not answer, or not well, there is no answer at all.</summary>
    private async Task<TReply[]> AskAsync<TReply>(
        string tenant, Func<IMetricsShardGrain, Task<TReply>> ask, Func<TReply, (ReplyStatus Status, string Message)> outcomeOf, CancellationToken cancellationToken)
    {
        int slots = (await cluster.SettingsOfAsync(tenant, cancellationToken)).MetricsSlots;
        return await calls.ReadAllAsync(tenant, slots, slot => ask(cluster.Shard(tenant, slot)), outcomeOf, PrometheusException.Of, cancellationToken);
    }

    private static List<string> Union(StringsReply[] replies) => SortedUnion.Of(replies.Select(static reply => reply.Values));

    private static int Smallest(int limit, int tenantLimit) => limit == 0 ? tenantLimit : tenantLimit == 0 ? limit : Math.Min(limit, tenantLimit);

    private static int OneMore(int limit) => limit is 0 or int.MaxValue ? 0 : limit + 1;
}
