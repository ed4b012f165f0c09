namespace Orleans.Obs.Api.Prometheus;

/// <summary>
/// <c>/targets</c>, <c>/scrape_pools</c>, <c>/rules</c>, <c>/alerts</c> and <c>/alertmanagers</c> of a process that scrapes nothing and has no rules: Grafana asks for them when an
/// editor opens, and takes an error for a broken data source.
/// </summary>
internal static class TargetEndpoints
{
    public static Task TargetsAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        bool activeOnly = request.Get("state").Equals("active", StringComparison.OrdinalIgnoreCase);
        return PrometheusPipeline.AnswerAsync(request.Context, new
        {
            activeTargets = Array.Empty<object>(),
            droppedTargets = Array.Empty<object>(),
            droppedTargetCounts = activeOnly ? null : new Dictionary<string, int>(),
        });
    }

    public static Task ScrapePoolsAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { scrapePools = Array.Empty<string>() });

    public static Task RulesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        string type = request.Get("type");
        if (type is not ("" or "alert" or "record"))
        {
            throw PrometheusException.BadParameter("type", $"not supported value {Query.Common.Text.GoLiteral.Quote(type)}");
        }

        _ = request.Selectors(null);
        return PrometheusPipeline.AnswerAsync(request.Context, new { groups = Array.Empty<object>() });
    }

    public static Task AlertsAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { alerts = Array.Empty<object>() });

    public static Task AlertmanagersAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { activeAlertmanagers = Array.Empty<object>(), droppedAlertmanagers = Array.Empty<object>() });
}
