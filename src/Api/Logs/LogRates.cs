using System.Globalization;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Api.Logs;

/// <summary>Holds tenants, and each stream of a tenant that has such a limit, to their rates of bytes.</summary>
internal sealed class LogRates(TimeProvider time)
{
    private readonly RateBuckets<string> _tenants = new(time);
    private readonly RateBuckets<(string Tenant, UInt128 Stream)> _streams = new(time);

    /// <summary>What to answer when a request has to wait; null when it is let in, and then it is paid for.</summary>
    public LogsOutcome? Refusal(string tenant, TenantLimits limits, LogBatches batches)
    {
        int wait = _tenants.Take(tenant, limits.LogsIngestionRate, limits.LogsIngestionBurst, batches.Bytes);
        if (wait > 0)
        {
            return Refused(batches, wait, string.Create(
                CultureInfo.InvariantCulture,
                $"Ingestion rate limit exceeded for user {tenant} (limit: {limits.LogsIngestionRate:0} bytes/sec) while attempting to ingest '{batches.Lines}' lines totaling '{batches.Bytes}' bytes, reduce log volume or contact your Loki administrator to see if the limit can be increased"));
        }

        foreach ((PushedStream stream, long bytes) in batches.BytesByStream)
        {
            wait = _streams.Take((tenant, stream.Hash), limits.StreamIngestionRate, limits.StreamIngestionBurst, bytes);
            if (wait > 0)
            {
                return Refused(batches, wait, string.Create(
                    CultureInfo.InvariantCulture,
                    $"Per stream rate limit exceeded (limit: {limits.StreamIngestionRate:0}B/sec) while attempting to ingest for stream '{stream}' totaling {bytes}B, consider splitting a stream via additional labels or contact your Loki administrator to see if the limit can be increased"));
            }
        }

        return null;
    }

    private static LogsOutcome Refused(LogBatches batches, int seconds, string message) =>
        new(ReplyStatus.Overloaded, batches.Streams, 0, [], seconds, message) { IsRateLimited = true };
}
