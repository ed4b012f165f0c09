using Microsoft.Extensions.Options;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Grains;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Says to the grains what the configuration says.</summary>
internal sealed class GrainSettingsFactory(
    IOptions<LimitsOptions> limits,
    IOptions<RetentionOptions> retention,
    IOptions<MemoryOptions> memory,
    IOptions<FlushOptions> flush,
    IOptions<LogOptions> log)
{
    public GrainSettings Create() => new()
    {
        DefaultLimits = Limits(limits.Value, retention.Value),
        FlushAge = flush.Value.Age.TimeSpan,
        FlushBytes = flush.Value.Size.Bytes,
        MemoryBudget = memory.Value.Budget.Bytes > 0 ? memory.Value.Budget.Bytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2,
        PageCacheBytes = memory.Value.PageCache.Bytes,
        Log = new SiloLogOptions
        {
            FlushInterval = log.Value.FlushInterval.TimeSpan,
            SegmentBytes = log.Value.SegmentSize.Bytes,
        },
    };

    private static TenantLimits Limits(LimitsOptions limits, RetentionOptions retention) => new()
    {
        ActiveSeries = limits.ActiveSeries,
        SeriesPerMetric = limits.SeriesPerMetric,
        LabelsPerSeries = limits.LabelsPerSeries,
        LabelNameLength = limits.LabelNameLength,
        LabelValueLength = limits.LabelValueLength,
        IngestionRate = limits.IngestionRate,
        IngestionBurst = limits.IngestionBurst,
        QueryMaxSamples = limits.QueryMaxSamples,
        QueryTimeoutMilliseconds = limits.QueryTimeout.Milliseconds,
        QueryConcurrency = limits.QueryConcurrency,
        QueryMaxSeries = limits.QueryMaxSeries,
        MetricsRetentionMilliseconds = retention.Metrics.Milliseconds,
        LogsRetentionMilliseconds = retention.Logs.Milliseconds,
        ActiveStreams = limits.ActiveStreams,
        LabelsPerStream = limits.LabelsPerStream,
        StreamLabelNameLength = limits.StreamLabelNameLength,
        StreamLabelValueLength = limits.StreamLabelValueLength,
        LineLength = (int)limits.LineLength.Bytes,
        LineTruncate = limits.LineTruncate,
        MetadataBytes = (int)limits.MetadataSize.Bytes,
        MetadataPairs = limits.MetadataPairs,
        LogsIngestionRate = limits.LogsIngestionRate.Bytes,
        LogsIngestionBurst = limits.LogsIngestionBurst.Bytes,
        StreamIngestionRate = limits.StreamIngestionRate.Bytes,
        StreamIngestionBurst = limits.StreamIngestionBurst.Bytes,
        LineMaxAgeMilliseconds = limits.LineMaxAge.Milliseconds,
        LineMaxFutureMilliseconds = limits.LineMaxFuture.Milliseconds,
        LineMaxDelayMilliseconds = limits.LineMaxDelay.Milliseconds,
        QueryMaxLines = limits.QueryMaxLines,
        LogQueryMaxRangeMilliseconds = limits.LogQueryMaxRange.Milliseconds,
        LogQueryMaxSeries = limits.LogQueryMaxSeries,
    };
}
