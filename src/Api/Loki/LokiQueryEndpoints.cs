using Orleans.Obs.Api.Queries;
using Orleans.Obs.Query.LogQL.Evaluation;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Api.Loki;

/// <summary><c>/query</c>, <c>/query_range</c> and <c>/format_query</c>.</summary>
internal sealed class LokiQueryEndpoints(LogQueries queries)
{
    private const string DrilldownApp = "Source=grafana-lokiexplore-app";

    public async Task InstantAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        long time = request.Time("time", request.Now);
        await AnswerAsync(request, new LogQLRequest(request.Query, time, time, 0) { Limit = request.Limit(), Direction = request.Direction() }, cancellationToken);
    }

    public async Task RangeAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        (long start, long end) = request.QueryRange();
        int limit = request.Limit();
        LogDirection direction = request.Direction();
        long step = request.Step(start, end), interval = request.Interval();
        if (LogQLParser.Parse(request.Query, requireSelector: false) is MetricExpr)
        {
            (start, end) = Align(start, end, step);
        }

        await AnswerAsync(request, new LogQLRequest(request.Query, start, end, step) { Limit = limit, Direction = direction, Interval = interval }, cancellationToken);
    }

    /// <summary>Steps lie on multiples of their distance, so that the same query asked a moment later sees the same windows.</summary>
    private static (long Start, long End) Align(long start, long end, long step)
    {
        long first = start - (((start % step) + step) % step), over = ((end % step) + step) % step;
        return (first, over == 0 ? end : end - over + step);
    }

    private async Task AnswerAsync(LokiRequest request, LogQLRequest query, CancellationToken cancellationToken)
    {
        bool takesParts = request.Context.Request.Headers["X-Query-Tags"].Any(static tags => tags?.Contains(DrilldownApp, StringComparison.Ordinal) == true);
        (LogQLResult result, QueryTimings timings) = await queries.ExecuteAsync(
            request.Tenants, query, options => options with { TruncateSeries = takesParts, RequireSelector = options.RequireSelector && !request.WantsAllStreams }, cancellationToken);
        await new LokiQueryAnswer(result, query.Start, request.WantsCategories, timings).WriteAsync(LokiAnswer.Begin(request.Context), cancellationToken);
    }
}
