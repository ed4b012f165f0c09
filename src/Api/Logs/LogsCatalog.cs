using System.Collections.Immutable;
using Orleans.Obs.Api.Loki;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;

namespace Orleans.Obs.Api.Logs;

/// <summary>Asks all shards of tenants at the same time and unites their answers. Only indexes and counts answer, never lines.</summary>
internal sealed class LogsCatalog(ILogsCluster cluster, ShardCalls calls)
{
    /// <summary>The label names in use, sorted.</summary>
    public async Task<IReadOnlyList<string>> LabelNamesAsync(StreamQuery query, CancellationToken cancellationToken)
    {
        List<string> names = Union(await AskAsync(query, (shard, request) => shard.LabelNamesAsync(request, cancellationToken), OutcomeOf, cancellationToken));
        return query.Tenants.Length > 1 && names.Count > 0 ? SortedUnion.Of<IEnumerable<string>>([names, [TenantLabel.Name]]) : names;
    }

    /// <summary>The values of a label, sorted.</summary>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(string name, StreamQuery query, CancellationToken cancellationToken)
    {
        if (query.Tenants.Length > 1 && name == TenantLabel.Name)
        {
            return [.. query.Tenants.Where(tenant => query.SelectorsFor(tenant) is not null)];
        }

        return Union(await AskAsync(query, (shard, request) => shard.LabelValuesAsync(name, request, cancellationToken), OutcomeOf, cancellationToken));
    }

    /// <summary>The label sets of streams, sorted.</summary>
    public async Task<IReadOnlyList<LabelSet>> SeriesAsync(StreamQuery query, CancellationToken cancellationToken)
    {
        var series = new SortedSet<LabelSet>();
        foreach ((string tenant, SeriesReply reply) in await AskAsync(query, (shard, request) => shard.SeriesAsync(request, cancellationToken), static reply => (reply.Status, reply.Message), cancellationToken))
        {
            foreach (ReadOnlyMemory<byte> labels in PackedLabelSets.Read(reply.LabelSets))
            {
                series.Add(query.Tenants.Length > 1 ? TenantLabel.AddTo(MetricsCatalog.LabelsOf(labels), tenant) : MetricsCatalog.LabelsOf(labels));
            }
        }

        return [.. series];
    }

    /// <summary>Lines counted in buckets of time from the start of the query's range on, by the labels named (default: by all labels).</summary>
    public async Task<StreamVolumes> VolumesAsync(StreamQuery query, long step, int buckets, ImmutableArray<string> labels, CancellationToken cancellationToken)
    {
        var cells = new Dictionary<(LabelSet Group, int Bucket), StreamVolume>();
        long streams = 0;
        (string Tenant, LogVolumesReply Reply)[] replies = await AskAsync(
            query,
            (shard, request) => shard.VolumesAsync(new LogVolumesRequest(request.Selectors, query.MinTime, step, buckets, labels), cancellationToken),
            static reply => (reply.Status, reply.Message),
            cancellationToken);
        foreach ((string tenant, LogVolumesReply reply) in replies)
        {
            streams += reply.Streams;
            LabelSet[] groups = [.. PackedLabelSets.Read(reply.Groups).Select(MetricsCatalog.LabelsOf)];
            if (query.Tenants.Length > 1 && (labels.IsDefault || labels.Contains(TenantLabel.Name)))
            {
                groups = [.. groups.Select(group => TenantLabel.AddTo(group, tenant))];
            }

            foreach (LogVolumeCell cell in reply.Cells)
            {
                (LabelSet, int) key = (groups[cell.Group], cell.Bucket);
                StreamVolume known = cells.GetValueOrDefault(key) ?? new StreamVolume(groups[cell.Group], cell.Bucket, 0, 0);
                cells[key] = known with { Lines = known.Lines + cell.Rows, Bytes = known.Bytes + cell.Bytes };
            }
        }

        return new StreamVolumes([.. cells.Values], streams);
    }

    /// <summary>Has every shard of a tenant do something and insists that all did.</summary>
    public Task CommandAsync(string tenant, Func<ILogsShardGrain, Task<Acknowledgement>> command, CancellationToken cancellationToken) =>
        AskTenantAsync(tenant, command, static done => (done.Status, done.Message), cancellationToken);

    /// <summary>Asks every shard of a tenant.</summary>
    public async Task<TReply[]> AskTenantAsync<TReply>(
        string tenant, Func<ILogsShardGrain, Task<TReply>> ask, Func<TReply, (ReplyStatus Status, string Message)> outcomeOf, CancellationToken cancellationToken)
    {
        int slots = (await cluster.SettingsOfAsync(tenant, cancellationToken)).LogsSlots;
        return await calls.ReadAllAsync(tenant, slots, slot => ask(cluster.Shard(tenant, slot)), outcomeOf, LokiException.Of, cancellationToken);
    }

    private async Task<(string Tenant, TReply Reply)[]> AskAsync<TReply>(
        StreamQuery query, Func<ILogsShardGrain, SeriesRequest, Task<TReply>> ask, Func<TReply, (ReplyStatus Status, string Message)> outcomeOf, CancellationToken cancellationToken)
    {
        (string Tenant, TReply Reply)[][] answers = await Task.WhenAll(query.Tenants.Select(async tenant => query.ToRequest(tenant) is { } request
            ? (await AskTenantAsync(tenant, shard => ask(shard, request), outcomeOf, cancellationToken)).Select(reply => (tenant, reply)).ToArray()
            : []));
        return [.. answers.SelectMany(static answer => answer)];
    }

    private static (ReplyStatus Status, string Message) OutcomeOf(StringsReply reply) => (reply.Status, reply.Message);

    private static List<string> Union((string Tenant, StringsReply Reply)[] answers) => SortedUnion.Of(answers.Select(static answer => answer.Reply.Values));
}
