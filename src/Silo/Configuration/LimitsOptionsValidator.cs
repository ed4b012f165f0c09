using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class LimitsOptionsValidator : IValidateOptions<LimitsOptions>
{
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
        .Result;
}
