using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary><c>/federate</c>: the newest sample of each selected series in the text format, for another Prometheus to scrape. Histograms don't fit into it and are left out.</summary>
internal sealed class FederateEndpoint(MetricsQueries queries, IOptions<ApiOptions> options, TimeProvider time)
{
    public async Task FederateAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var samples = new SortedDictionary<LabelSet, (long Timestamp, double Value)>();
        foreach (string selector in request.GetAll("match[]"))
        {
            PromQLParser.ParseSelector(selector);
            await CollectAsync(request.Tenant, selector, now, samples, cancellationToken);
        }

        bool utf8 = request.Context.Request.Headers.Accept.ToString().Contains("escaping=allow-utf-8", StringComparison.OrdinalIgnoreCase);
        string body = FederationText.Print(samples.OrderBy(sample => sample.Key.ValueOf("__name__"), Metrics.Utf8Comparer.Instance).Select(s => (s.Key, s.Value.Timestamp, s.Value.Value)), utf8);
        HttpResponse response = request.Context.Response;
        response.ContentType = utf8
            ? "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8"
            : "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";
        await response.WriteAsync(body, cancellationToken);
    }

    /// <summary>An instant selector says which series are alive, a range of the lookback says when their newest sample was.</summary>
    private async Task CollectAsync(string tenant, string selector, long now, SortedDictionary<LabelSet, (long Timestamp, double Value)> samples, CancellationToken cancellationToken)
    {
        long lookback = (long)options.Value.Lookback.TotalMilliseconds;
        (QueryResult alive, _) = await queries.ExecuteAsync(tenant, new QueryRequest(selector, now, now, 0) { Lookback = lookback }, null, takesPartial: false, cancellationToken);
        string range = string.Create(CultureInfo.InvariantCulture, $"{selector}\n[{lookback}ms]");
        (QueryResult recent, _) = await queries.ExecuteAsync(tenant, new QueryRequest(range, now, now, 0), null, takesPartial: false, cancellationToken);
        Dictionary<LabelSet, long> newest = recent.Series.ToDictionary(series => series.Labels, series => series.Timestamps.Span[^1]);
        foreach (ResultSeries series in alive.Series)
        {
            if (series.Histograms?[0] is null)
            {
                samples[series.Labels] = (newest.GetValueOrDefault(series.Labels, now), series.Values.Span[0]);
            }
        }
    }
}
