using System.Text.Json;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>
/// <c>/targets</c>, <c>/scrape_pools</c>, <c>/rules</c>, <c>/alerts</c> and <c>/alertmanagers</c> of a process that scrapes nothing and has no rules: Grafana asks for them when an
/// editor opens, and takes an error for a broken data source. What is wrong with a request is said all the same.
/// </summary>
internal static class TargetEndpoints
{
    public static Task TargetsAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        bool dropped = request.Get("state").ToLowerInvariant() is "" or "any" or "dropped";
        return PrometheusPipeline.AnswerAsync(request.Context, new
        {
            activeTargets = Array.Empty<object>(),
            droppedTargets = Array.Empty<object>(),
            droppedTargetCounts = dropped ? new Dictionary<string, int>() : null,
        });
    }

    public static Task ScrapePoolsAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { scrapePools = Array.Empty<string>() });

    public static Task ScrapePoolConfigAsync(PrometheusRequest request, CancellationToken cancellationToken) => throw UnknownPool(request);

    public static Task RelabelStepsAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        if (request.Get("scrapePool").Length > 0)
        {
            CheckLabels(request.Get("labels"));
        }

        throw UnknownPool(request);
    }

    public static Task RulesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        request.InsistWellFormed();
        _ = request.Selectors(null);
        string type = request.Get("type").ToLowerInvariant();
        if (type is not ("" or "alert" or "record"))
        {
            throw PrometheusException.BadParameter("type", $"not supported value {GoLiteral.Quote(type)}");
        }

        _ = request.Flag("exclude_alerts", fault => $"error converting exclude_alerts: {fault}");
        CheckPage(request);
        return PrometheusPipeline.AnswerAsync(request.Context, new { groups = Array.Empty<object>() });
    }

    public static Task AlertsAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { alerts = Array.Empty<object>() });

    public static Task AlertmanagersAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        PrometheusPipeline.AnswerAsync(request.Context, new { activeAlertmanagers = Array.Empty<object>(), droppedAlertmanagers = Array.Empty<object>() });

    private static void CheckLabels(string json)
    {
        if (json.Length == 0)
        {
            throw PrometheusException.BadData("no labels parameter provided");
        }

        try
        {
            _ = JsonSerializer.Deserialize<Dictionary<string, string>>(json);
        }
        catch (JsonException exception)
        {
            throw PrometheusException.BadData($"error parsing labels: {exception.Message}");
        }
    }

    /// <summary>Groups come in pages; a page begins at a group that must still be there.</summary>
    private static void CheckPage(PrometheusRequest request)
    {
        string limit = request.Get("group_limit"), token = request.Get("group_next_token");
        if (limit.Length == 0)
        {
            if (token.Length > 0)
            {
                throw PrometheusException.BadParameter("group_next_token", "group_limit needs to be present in order to paginate over the groups");
            }

            return;
        }

        if (!PrometheusRequest.TryInteger(limit, out long groups, out string fault))
        {
            throw PrometheusException.BadParameter("group_limit", $"group_limit needs to be a valid number: strconv.ParseInt: parsing {GoLiteral.Quote(limit)}: {fault}");
        }

        if (groups <= 0)
        {
            throw PrometheusException.BadParameter("group_limit", "group_limit needs to be greater than 0");
        }

        if (token.Length > 0)
        {
            throw PrometheusException.BadParameter("group_next_token", $"invalid group_next_token '{token}'. were rule groups changed?");
        }
    }

    private static PrometheusException UnknownPool(PrometheusRequest request)
    {
        string pool = request.Get("scrapePool");
        return PrometheusException.BadData(pool.Length == 0
            ? "no scrapePool parameter provided"
            : $"error retrieving scrape config: scrape pool {GoLiteral.Quote(pool)} not found");
    }
}
