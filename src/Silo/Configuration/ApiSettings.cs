using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Says to the edges what the configuration says.</summary>
internal sealed class ApiSettings(
    IOptions<ProcessOptions> process, IOptions<HttpOptions> http, IOptions<LimitsOptions> limits, IOptions<OtlpOptions> otlp, IOptions<LokiOptions> loki,
    IOptions<ElasticsearchOptions> elasticsearch, IServiceProvider services)
    : IConfigureOptions<ApiOptions>
{
    public void Configure(ApiOptions options)
    {
        options.Features = FeatureFlags.Parse(process.Value.Features);
        options.FeatureNames = FeatureFlags.Names(process.Value.Features);
        options.ConfigurationText = SettingsText.Of(services);
        options.QueryTimeout = limits.Value.QueryTimeout.TimeSpan;
        options.QueryConcurrency = limits.Value.QueryConcurrency;
        options.EnableAdminApi = http.Value.AdminApi;
        options.RequireLogSelector = loki.Value.RequireSelector;
        options.ElasticsearchVersion = elasticsearch.Value.Version;
        options.Otlp = otlp.Value.ToMetricsOptions(options.Features.HasFlag(PromQLFeatures.TypeAndUnitLabels));
    }
}
