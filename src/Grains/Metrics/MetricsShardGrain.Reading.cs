using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>Reading: on the silo's query workers, so that a heavy query takes no turn from an append.</summary>
internal sealed partial class MetricsShardGrain
{
    /// <summary>For queries that are coordinated elsewhere; those of this process read the shard themselves.</summary>
    public Task<PlanReply> ExecuteAsync(PlanRequest plan, CancellationToken cancellationToken)
    {
        MetricsShard shard = Shard;
        return queries.TryRun((turns, token) => ShardReads.ExecuteAsync(shard, plan, turns, token), cancellationToken, out Task<PlanReply> answer)
            ? AnswerAsync(answer, RefusePlan)
            : Task.FromResult(RefusePlan(ReplyStatus.Overloaded, "too many queries wait", QueryErrorKind.Execution));
    }

    private static PlanReply RefusePlan(ReplyStatus status, string message, QueryErrorKind kind) => PlanReply.Not(status, message, (int)kind);

    public Task<StringsReply> LabelNamesAsync(SeriesRequest request, CancellationToken cancellationToken) =>
        OnWorkerAsync((shard, token) => ShardReads.LabelNamesAsync(shard, request, token), static (status, message, _) => new StringsReply(status, [], message), cancellationToken);

    public Task<StringsReply> LabelValuesAsync(string name, SeriesRequest request, CancellationToken cancellationToken) =>
        OnWorkerAsync((shard, token) => ShardReads.LabelValuesAsync(shard, name, request, token), static (status, message, _) => new StringsReply(status, [], message), cancellationToken);

    public Task<SeriesReply> SeriesAsync(SeriesRequest request, CancellationToken cancellationToken) =>
        OnWorkerAsync((shard, token) => ShardReads.SeriesAsync(shard, request, token), static (status, message, _) => new SeriesReply(status, default, message), cancellationToken);

    public Task<MetadataReply> MetadataAsync(string? family, CancellationToken cancellationToken) =>
        OnWorkerAsync((shard, token) => ShardReads.MetadataAsync(shard, family, token), static (status, message, _) => new MetadataReply(status, [], message), cancellationToken);

    public Task<ExemplarsReply> ExemplarsAsync(SeriesRequest request, CancellationToken cancellationToken) =>
        OnWorkerAsync((shard, token) => ShardReads.ExemplarsAsync(shard, request, token), static (status, message, _) => new ExemplarsReply(status, [], message), cancellationToken);

    public Task<MetricsShardStatistics> StatisticsAsync(int top, CancellationToken cancellationToken) => Task.FromResult(ShardNumbers.Of(Shard.Statistics(top)));

    public Task<CardinalityReply> CardinalityAsync(CardinalityRequest request, CancellationToken cancellationToken) =>
        OnWorkerAsync((shard, token) => ShardReads.CardinalityAsync(shard, request, token), static (status, message, _) => new CardinalityReply(status, message), cancellationToken);

    public Task<BlocksReply> BlocksAsync(CancellationToken cancellationToken) => Task.FromResult(ShardNumbers.Of(Shard.Blocks));

    private Task<T> OnWorkerAsync<T>(
        Func<MetricsShard, CancellationToken, ValueTask<T>> read, Func<ReplyStatus, string, QueryErrorKind, T> refuse, CancellationToken cancellationToken)
    {
        MetricsShard shard = Shard;
        return queries.TryRun(token => read(shard, token), cancellationToken, out Task<T> answer)
            ? AnswerAsync(answer, refuse)
            : Task.FromResult(refuse(ReplyStatus.Overloaded, "too many queries wait", QueryErrorKind.Execution));
    }

    /// <summary>Waits for an answer and turns what can go wrong into a reply.</summary>
    private async Task<T> AnswerAsync<T>(Task<T> answer, Func<ReplyStatus, string, QueryErrorKind, T> refuse)
    {
        try
        {
            return await answer;
        }
        catch (QueryException impossible)
        {
            return refuse(ReplyStatus.Failed, impossible.Message, impossible.Kind);
        }
        catch (RegexSyntaxException malformed)
        {
            return refuse(ReplyStatus.Failed, malformed.Message, QueryErrorKind.BadData);
        }
        catch (BlobUnavailableException unavailable)
        {
            return refuse(ReplyStatus.Unavailable, unavailable.Message, QueryErrorKind.Execution);
        }
        catch (CorruptBlockException corrupt)
        {
            LogCorrupt(_key, corrupt.Message);
            return refuse(ReplyStatus.Failed, corrupt.Message, QueryErrorKind.Internal);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            GiveUp(lost);
            return refuse(ReplyStatus.Moved, lost.Message, QueryErrorKind.Execution);
        }
    }
}
