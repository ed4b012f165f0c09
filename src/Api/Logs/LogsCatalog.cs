using System.Collections.Immutable;
using Orleans.Obs.Api.Loki;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;

namespace Orleans.Obs.Api.Logs;

/// <summary>Asks all shards of tenants at the same time and unites their answers. Only indexes and counts answer, never lines.</summary>
internal sealed class LogsCatalog(ILogsCluster cluster)
{
    /// <summary>The label names in use, sorted.</summary>
    public async Task<IReadOnlyList<string>> LabelNamesAsync(StreamQuery query, CancellationToken cancellationToken)
    {
        List<string> names = Union(await AskAsync(query, (shard, request) => shard.LabelNamesAsync(request, cancellationToken), cancellationToken));
        return query.Tenants.Length > 1 && names.Count > 0 ? SortedUnion.Of<IEnumerable<string>>([names, [TenantLabel.Name]]) : names;
    }

    /// <summary>The values of a label, sorted.</summary>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(string name, StreamQuery query, CancellationToken cancellationToken)
    {
        if (query.Tenants.Length > 1 && name == TenantLabel.Name)
        {
            return [.. query.Tenants.Where(tenant => query.SelectorsFor(tenant) is not null)];
        }

        return Union(await AskAsync(query, (shard, request) => shard.LabelValuesAsync(name, request, cancellationToken), cancellationToken));
    }

    /// <summary>The label sets of streams, sorted.</summary>
    public async Task<IReadOnlyList<LabelSet>> SeriesAsync(StreamQuery query, CancellationToken cancellationToken)
    {
        var series = new SortedSet<LabelSet>();
        foreach ((string tenant, SeriesReply reply) in await AskAsync(query, (shard, request) => shard.SeriesAsync(request, cancellationToken), cancellationToken))
        {
            Check(reply.Status, reply.Message);
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
            cancellationToken);
        foreach ((string tenant, LogVolumesReply reply) in replies)
        {
            Check(reply.Status, reply.Message);
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
    public async Task CommandAsync(string tenant, Func<ILogsShardGrain, Task<Acknowledgement>> command, CancellationToken cancellationToken)
    {
        foreach (Acknowledgement acknowledgement in await AskTenantAsync(tenant, command, cancellationToken))
        {
            Check(acknowledgement.Status, acknowledgement.Message);
        }
    }

    /// <summary>Asks every shard of a tenant.</summary>
    public async Task<TReply[]> AskTenantAsync<TReply>(string tenant, Func<ILogsShardGrain, Task<TReply>> ask, CancellationToken cancellationToken)
    {
        int slots = (await cluster.SettingsOfAsync(tenant, cancellationToken)).LogsSlots;
        return await Task.WhenAll(Enumerable.Range(0, slots).Select(slot => ask(cluster.Shard(tenant, slot))));
    }

    /// <summary>Insists on an answer.</summary>
    public static void Check(ReplyStatus status, string message)
    {
        if (status != ReplyStatus.Ok)
        {
            throw LokiException.Of(status, message);
        }
    }

    private async Task<(string Tenant, TReply Reply)[]> AskAsync<TReply>(StreamQuery query, Func<ILogsShardGrain, SeriesRequest, Task<TReply>> ask, CancellationToken cancellationToken)
    {
        (string Tenant, TReply Reply)[][] answers = await Task.WhenAll(query.Tenants.Select(async tenant => query.ToRequest(tenant) is { } request
            ? (await AskTenantAsync(tenant, shard => ask(shard, request), cancellationToken)).Select(reply => (tenant, reply)).ToArray()
            : []));
        return [.. answers.SelectMany(static answer => answer)];
    }

    private static List<string> Union((string Tenant, StringsReply Reply)[] answers)
    {
        foreach ((_, StringsReply reply) in answers)
        {
            Check(reply.Status, reply.Message);
        }

        return SortedUnion.Of(answers.Select(static answer => answer.Reply.Values));
    }
}
