using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Api.Prometheus;

/// <summary><c>/query</c> and <c>/query_range</c>.</summary>
internal sealed class QueryEndpoints(MetricsQueries queries, IOptions<ApiOptions> options, TimeProvider time)
{
    private const long MaxPoints = 11_000;

    public async Task InstantAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        int limit = request.Limit();
        long at = request.Time("time", time.GetUtcNow().ToUnixTimeMilliseconds());
        var query = new QueryRequest(request.Get("query"), at, at, 0) { Lookback = LookbackOf(request) };
        await AnswerAsync(request, query, TimeoutOf(request), limit, cancellationToken);
    }

    public async Task RangeAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        int limit = request.Limit();
        long start = request.RequiredTime("start"), end = request.RequiredTime("end");
        if (end < start)
        {
            throw PrometheusException.BadParameter("end", "end timestamp must not be before start time");
        }

        long step = request.Duration("step");
        if (step <= 0)
        {
            throw PrometheusException.BadParameter("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
        }

        if ((Int128)(end - (Int128)start) / step > MaxPoints)
        {
            throw PrometheusException.BadData("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
        }

        var query = new QueryRequest(request.Get("query"), start, end, step) { Lookback = LookbackOf(request) };
        await AnswerAsync(request, query, TimeoutOf(request), limit, cancellationToken);
    }

    private async Task AnswerAsync(PrometheusRequest request, QueryRequest query, long? timeout, int limit, CancellationToken cancellationToken)
    {
        (QueryResult result, QueryTimings timings) = await queries.ExecuteAsync(
            QueryCall.Of(request, query) with { Timeout = timeout, TakesPartial = request.Get("partial_response") == "true" }, cancellationToken);
        string statistics = request.Get("stats");
        var answer = new QueryAnswer(result, query.Start)
        {
            Limit = limit,
            MoreWarnings = statistics is "" or "true" or "all"
                ? []
                : [$"value {GoLiteral.Quote(statistics)} for parameter \"stats\" is deprecated and will be rejected in the next major release, use \"true\" or \"all\""],
            Timings = statistics.Length > 0 ? timings : null,
            StepsOfStatistics = statistics == "all" ? (query.Start, query.Step) : null,
        };
        HttpResponse response = request.Context.Response;
        response.ContentType = PrometheusAnswer.ContentType;
        await answer.WriteAsync(response.BodyWriter, cancellationToken);
    }

    private long LookbackOf(PrometheusRequest request)
    {
        long own = 0;
        if (request.Get("lookback_delta") is { Length: > 0 } text && !ApiTime.TryParseDuration(text, out own, out string error))
        {
            throw PrometheusException.BadData($"error parsing lookback delta duration: {error}");
        }

        return own > 0 ? own : (long)options.Value.Lookback.TotalMilliseconds;
    }

    private static long? TimeoutOf(PrometheusRequest request) => request.Get("timeout").Length > 0 ? request.Duration("timeout") : null;
}
