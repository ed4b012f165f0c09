using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Api.Logs;

/// <summary>A tenant's limits as decoders need them.</summary>
internal static class LogLimitsOfTenant
{
    private const long Millisecond = 1_000_000;

    /// <summary>The limits at a time.</summary>
    public static LogLimits At(DateTimeOffset now, TenantLimits limits)
    {
        long nanoseconds = (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
        return new LogLimits
        {
            LabelsPerStream = limits.LabelsPerStream,
            LabelNameLength = limits.StreamLabelNameLength,
            LabelValueLength = limits.StreamLabelValueLength,
            OldestTime = OldestAge(limits) is > 0 and var age && age < nanoseconds / Millisecond ? nanoseconds - (age * Millisecond) : long.MinValue,
            NewestTime = limits.LineMaxFutureMilliseconds > 0 ? nanoseconds + (limits.LineMaxFutureMilliseconds * Millisecond) : long.MaxValue,
            LineLength = limits.LineLength,
            LineTruncate = limits.LineTruncate,
            MetadataBytes = limits.MetadataBytes,
            MetadataPairs = limits.MetadataPairs,
        };
    }

    /// <summary>The age beyond which no stream of the tenant takes lines, milliseconds; 0 when some stream takes all. Shards know each stream's own.</summary>
    private static long OldestAge(TenantLimits limits)
    {
        long[] retentions = [limits.LogsRetentionMilliseconds, .. limits.LogsRetentionByStream.Select(static stream => stream.Milliseconds)];
        long retention = retentions.Contains(0) ? 0 : retentions.Max();
        return limits.LineMaxAgeMilliseconds > 0 && (retention == 0 || limits.LineMaxAgeMilliseconds < retention) ? limits.LineMaxAgeMilliseconds : retention;
    }
}
