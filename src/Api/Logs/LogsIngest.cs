using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Requests;
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
internal sealed partial class LogsIngest(
    ILogsCluster cluster, LogRates rates, LogBatchesPool pool, IngestInstruments instruments, TimeProvider time, ILogger<LogsIngest> logger)
{
    private const int RetryAfterFailureSeconds = 5;

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
        var calls = new List<Task<LogsAppendReply?>>(batches.Slots);
        for (int slot = 0; slot < batches.Slots; slot++)
        {
            ReadOnlyMemory<byte> batch = batches.BatchOf(slot);
            if (!batch.IsEmpty)
            {
                calls.Add(AppendAsync(tenant, slot, batch));
            }
        }

        return Sum(await Task.WhenAll(calls), batches);
    }

    private static LogsOutcome Sum(LogsAppendReply?[] replies, LogBatches batches)
    {
        ImmutableArray<LogsRejection> rejections =
            [.. batches.Rejections.Select(rejection => new LogsRejection((LogsRejectReason)rejection.Reason, rejection.Items, rejection.FirstMessage))];
        var outcome = new LogsOutcome(ReplyStatus.Ok, batches.Streams, 0, [], 0, "");
        foreach (LogsAppendReply? answer in replies)
        {
            LogsAppendReply reply = answer ?? LogsAppendReply.Not(ReplyStatus.Unavailable, RetryAfterFailureSeconds, "a shard did not answer");
            outcome = outcome with
            {
                Lines = outcome.Lines + reply.Lines,
                RetryAfterSeconds = Math.Max(outcome.RetryAfterSeconds, reply.RetryAfterSeconds),
                BatchesMayBeInUse = outcome.BatchesMayBeInUse || answer is null,
            };
            if (reply.Status.Severity() > outcome.Status.Severity())
            {
                outcome = outcome with { Status = reply.Status, Message = reply.Message };
            }

            rejections = reply.Rejections.IsDefaultOrEmpty ? rejections : rejections.AddRange(reply.Rejections);
        }

        return outcome with { Rejections = rejections };
    }

    /// <summary>The shard's reply; null when the call ended without one.</summary>
    private async Task<LogsAppendReply?> AppendAsync(string tenant, int slot, ReadOnlyMemory<byte> batch)
    {
        try
        {
            return await cluster.Shard(tenant, slot).AppendAsync(new LogsAppend(batch));
        }
#pragma warning disable CA1031 // The boundary of the cluster: whatever a lost call throws, the client hears 503 and tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLostAppend(exception, tenant, slot);
            return null;
        }
    }

    [LoggerMessage(2301, LogLevel.Warning, "An append to logs shard {Tenant}/{Slot} ended without an answer")]
    private partial void LogLostAppend(Exception exception, string tenant, int slot);
}
