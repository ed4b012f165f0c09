using System.Collections.Immutable;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Api.Telemetry;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Api.Logs;

/// <summary>
/// Takes in what any protocol brings: has it decoded into batches with the tenant's limits, holds the tenant to its rates, hands the batches to their shards, all at the same time, and
/// adds up the answers. Allocates for each touched shard, not for each line.
/// </summary>
internal sealed class LogsIngest(ILogsCluster cluster, ShardAppends appends, LogRates rates, LogBatchesPool pool, IngestInstruments instruments, TimeProvider time)
{
    /// <summary>Decodes and stores. Once begun the storing is not cancelled: the outcome of a write that was sent is worth knowing.</summary>
    /// <param name="tenant">Whose logs.</param>
    /// <param name="protocol">How they came, for the process' own metrics.</param>
    /// <param name="source">What is decoded.</param>
    /// <param name="decode">Fills the batches; what it throws is thrown here, with nothing stored.</param>
    /// <param name="cancellationToken">Ends the wait for the tenant's settings.</param>
    public async Task<LogsOutcome> StoreAsync<TSource>(string tenant, string protocol, TSource source, Action<TSource, LogBatches> decode, CancellationToken cancellationToken)
    {
        TenantSettings settings = await cluster.SettingsOfAsync(tenant, cancellationToken);
        LogBatches batches = pool.Rent(settings.LogsSlots);
        bool reusable = true;
        try
        {
            batches.Begin(LogLimitsOfTenant.At(time.GetUtcNow(), settings.Limits), countStreams: settings.Limits.StreamIngestionRate > 0);
            decode(source, batches);
            if (rates.Refusal(tenant, settings.Limits, batches) is { } refusal)
            {
                instruments.RateLimited(tenant);
                return refusal;
            }

            reusable = false;
            LogsOutcome outcome = await StoreAsync(tenant, batches);
            reusable = !outcome.BatchesMayBeInUse;
            instruments.Stored(tenant, protocol, outcome, batches.Bytes);
            return outcome;
        }
        finally
        {
            if (reusable)
            {
                pool.Return(batches);
            }
        }
    }

    private async Task<LogsOutcome> StoreAsync(string tenant, LogBatches batches)
    {
        ShardAppend<LogsAppendReply>[] appended = await appends.AppendAsync(
            tenant,
            batches.Slots,
            batches.BatchOf,
            (slot, batch) => cluster.Shard(tenant, slot).AppendAsync(new LogsAppend(batch)),
            static reply => reply.Status,
            LogsAppendReply.Not(ReplyStatus.Unavailable, ShardAppends.RetryAfterFailureSeconds, ShardAppends.NoAnswer));
        return Sum(appended, batches);
    }

    private static LogsOutcome Sum(ShardAppend<LogsAppendReply>[] appended, LogBatches batches)
    {
        ImmutableArray<LogsRejection> rejections =
            [.. batches.Rejections.Select(rejection => new LogsRejection((LogsRejectReason)rejection.Reason, rejection.Items, rejection.FirstMessage))];
        var outcome = new LogsOutcome(ReplyStatus.Ok, batches.Streams, 0, [], 0, "");
        foreach ((LogsAppendReply reply, bool mayBeInUse) in appended)
        {
            outcome = outcome with
            {
                Lines = outcome.Lines + reply.Lines,
                RetryAfterSeconds = Math.Max(outcome.RetryAfterSeconds, reply.RetryAfterSeconds),
                BatchesMayBeInUse = outcome.BatchesMayBeInUse || mayBeInUse,
            };
            if (reply.Status.Severity() > outcome.Status.Severity())
            {
                outcome = outcome with { Status = reply.Status, Message = reply.Message };
            }

            rejections = reply.Rejections.IsDefaultOrEmpty ? rejections : rejections.AddRange(reply.Rejections);
        }

        return outcome with { Rejections = rejections };
    }
}
