using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class LimitsOptionsValidator : IValidateOptions<LimitsOptions>
{
    private const long LongestLine = 16 << 20;

    public ValidateOptionsResult Validate(string? name, LimitsOptions options) => new Problems(LimitsOptions.Section)
        .RequireNotNegative(options.ActiveSeries, nameof(options.ActiveSeries))
        .RequireNotNegative(options.SeriesPerMetric, nameof(options.SeriesPerMetric))
        .RequireNotNegative(options.LabelsPerSeries, nameof(options.LabelsPerSeries))
        .RequireNotNegative(options.LabelNameLength, nameof(options.LabelNameLength))
        .RequireNotNegative(options.LabelValueLength, nameof(options.LabelValueLength))
        .RequireNotNegative(options.IngestionRate, nameof(options.IngestionRate))
        .RequireNotNegative(options.IngestionBurst, nameof(options.IngestionBurst))
        .RequireNotNegative(options.QueryMaxSamples, nameof(options.QueryMaxSamples))
        .RequireNotNegative(options.QueryConcurrency, nameof(options.QueryConcurrency))
        .RequireNotNegative(options.QueryMaxSeries, nameof(options.QueryMaxSeries))
        .RequireNotNegative(options.ActiveStreams, nameof(options.ActiveStreams))
        .RequireNotNegative(options.LabelsPerStream, nameof(options.LabelsPerStream))
        .RequireNotNegative(options.StreamLabelNameLength, nameof(options.StreamLabelNameLength))
        .RequireNotNegative(options.StreamLabelValueLength, nameof(options.StreamLabelValueLength))
        .Require(options.LineLength.Bytes <= LongestLine, nameof(options.LineLength), "must be at most 16MiB")
        .Require(options.MetadataSize.Bytes <= LongestLine, nameof(options.MetadataSize), "must be at most 16MiB")
        .RequireNotNegative(options.MetadataPairs, nameof(options.MetadataPairs))
        .RequireNotNegative(options.QueryMaxLines, nameof(options.QueryMaxLines))
        .RequireNotNegative(options.LogQueryMaxSeries, nameof(options.LogQueryMaxSeries))
        .Result;
}
