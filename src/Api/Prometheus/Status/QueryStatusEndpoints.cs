using System.Globalization;
using Microsoft.AspNetCore.Routing;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary>
/// <c>/status/active_queries</c> and <c>/status/top_queries</c>: what this process answers now, and what it answered lately. The shapes are VictoriaMetrics'; ending a query by its id is
/// ours. A tenant sees its own queries.
/// </summary>
internal sealed class QueryStatusEndpoints(ActiveQueries active, QueryHistory history, TimeProvider time)
{
    private const int DefaultTop = 20;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(10);

    public Task ActiveAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        return PrometheusPipeline.AnswerPlainlyAsync(request.Context, new
        {
            status = "ok",
            data = active.Of(request.Tenant).Select(query => new
            {
                duration = string.Create(CultureInfo.InvariantCulture, $"{(now - query.Began).TotalSeconds:F3}s"),
                id = query.Id,
                remote_addr = query.Call.RemoteAddress,
                query = query.Call.Request.Text,
                start = query.Call.Request.Start,
                end = query.Call.Request.End,
                step = query.Call.Request.Step,
                state = query.Runs ? "running" : "waiting",
            }),
        });
    }

    public Task CancelAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        string id = request.Context.GetRouteValue("id") as string ?? request.Get("id");
        return active.TryCancel(request.Tenant, id)
            ? PrometheusPipeline.NoContentAsync(request.Context)
            : throw new PrometheusException(PrometheusErrorType.NotFound, $"no active query has the id {GoLiteral.Quote(id)}");
    }

    public Task TopAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        int top = request.Integer("topN", DefaultTop, "topN must be a positive number");
        if (top < 1)
        {
            throw PrometheusException.BadData("topN must be a positive number");
        }

        long lifetime = request.Get("maxLifetime").Length > 0 ? request.Duration("maxLifetime") : (long)DefaultLifetime.TotalMilliseconds;
        IReadOnlyList<QueryTotals> totals = QueryTotals.Of(history.Of(request.Tenant, time.GetUtcNow().ToUnixTimeMilliseconds() - lifetime));
        return PrometheusPipeline.AnswerPlainlyAsync(request.Context, new Dictionary<string, object>
        {
            ["topN"] = top.ToString(CultureInfo.InvariantCulture),
            ["maxLifetime"] = PrometheusDuration.Format(lifetime),
            ["search.queryStats.lastQueriesCount"] = QueryHistory.MaxQueries,
            ["search.queryStats.minQueryDuration"] = "0s",
            ["topByCount"] = Top(query => query.Count, query => new { query = query.Text, timeRangeSeconds = query.RangeSeconds, count = query.Count }),
            ["topByAvgDuration"] = Top(query => query.AvgSeconds, query => new { query = query.Text, timeRangeSeconds = query.RangeSeconds, avgDurationSeconds = query.AvgSeconds, count = query.Count }),
            ["topBySumDuration"] = Top(query => query.SumSeconds, query => new { query = query.Text, timeRangeSeconds = query.RangeSeconds, sumDurationSeconds = query.SumSeconds, count = query.Count }),
            ["topByAvgSamples"] = Top(query => query.AvgSamples, query => new { query = query.Text, timeRangeSeconds = query.RangeSeconds, avgSamples = query.AvgSamples, count = query.Count }),
            ["topBySumSamples"] = Top(query => query.SumSamples, query => new { query = query.Text, timeRangeSeconds = query.RangeSeconds, sumSamples = query.SumSamples, count = query.Count }),
        });

        object[] Top<T>(Func<QueryTotals, double> by, Func<QueryTotals, T> show)
            where T : notnull =>
            [.. totals.OrderByDescending(by).ThenBy(query => query.Text, StringComparer.Ordinal).Take(top).Select(query => (object)show(query))];
    }
}
