using System.Text;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary>
/// <c>/status/metric_names_stats</c>: how often and when queries asked for each metric that is stored, those that nobody asks for first, so that what is not worth its space can be
/// found. The shape is VictoriaMetrics'.
/// </summary>
internal sealed class MetricUsageEndpoints(MetricUsage usage, MetricsCatalog catalog, ITenants tenants, IOptions<ApiOptions> options)
{
    private const int DefaultLimit = 1000;

    public async Task StatisticsAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        int limit = request.Get("limit").Length > 0 ? request.Limit() : DefaultLimit;
        int most = request.Integer("le", -1, "le must be a number");
        RegexSearch? pattern = PatternOf(request.Get("match_pattern"));
        await usage.FlushAsync(request.Tenant, cancellationToken);
        MetricUsesReply known = await tenants.Of(request.Tenant).GetMetricUsesAsync(cancellationToken);
        if (known.Status != ReplyStatus.Ok)
        {
            throw PrometheusException.Of(known.Status, known.Message);
        }

        Dictionary<string, MetricUse> uses = known.Uses.ToDictionary(use => use.Name, StringComparer.Ordinal);
        IReadOnlyList<string> stored = (await catalog.LabelValuesAsync(LabelSet.MetricName, new SeriesQuery(request.Tenant, [], ApiTime.MinTime, ApiTime.MaxTime), cancellationToken)).Items;
        IEnumerable<MetricUse> all = stored.Select(name => uses.Remove(name, out MetricUse? use) ? use : new MetricUse(name, 0, 0)).ToArray().Concat(uses.Values);
        MetricUse[] records =
        [
            .. all.Where(use => (most < 0 || use.Count <= most) && pattern?.IsMatch(Encoding.UTF8.GetBytes(use.Name)) != false)
                .OrderBy(use => use.Count).ThenBy(use => use.Name, Utf8Comparer.Instance).Take(limit > 0 ? limit : int.MaxValue),
        ];
        await PrometheusPipeline.AnswerPlainlyAsync(request.Context, new
        {
            status = "success",
            statsCollectedSince = known.Since / 1000,
            statsCollectedRecordsTotal = known.Uses.Length,
            records = records.Select(use => new { metricName = use.Name, requestsCount = use.Count, lastRequestTimestamp = use.LastUsed / 1000 }),
        });
    }

    public async Task ResetAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        AdminEndpoints.InsistEnabled(options.Value);
        usage.Forget(request.Tenant);
        Acknowledgement done = await tenants.Of(request.Tenant).ResetMetricUsesAsync(cancellationToken);
        if (done.Status != ReplyStatus.Ok)
        {
            throw PrometheusException.Of(done.Status, done.Message);
        }

        await PrometheusPipeline.NoContentAsync(request.Context);
    }

    private static RegexSearch? PatternOf(string pattern)
    {
        try
        {
            return pattern.Length == 0 ? null : RegexSearch.Compile(pattern);
        }
        catch (RegexSyntaxException exception)
        {
            throw PrometheusException.BadParameter("match_pattern", exception.Message);
        }
    }
}
