using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Prometheus.Exposition;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus.Federation;

/// <summary><c>/federate</c>: the newest sample of each selected series, for another Prometheus to scrape.</summary>
internal sealed class FederateEndpoint(MetricsQueries queries, IOptions<ApiOptions> options, TimeProvider time)
{
    public async Task FederateAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        request.InsistWellFormed();
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        // Prometheus' storage answers a selector without any matcher with nothing.
        List<string> selectors = [.. request.GetAll("match[]").Where(selector => PromQLParser.ParseSelector(selector).Length > 0)];
        var samples = new Dictionary<LabelSet, FederatedSample>();
        foreach (string selector in selectors)
        {
            await CollectAsync(request, selector, now, samples, cancellationToken);
        }

        var format = ExpositionFormat.Negotiate(request.Context.Request.Headers.Accept.ToString());
        HttpResponse response = request.Context.Response;
        response.ContentType = format.ContentType;
        var writer = FederationWriter.Of(format);
        foreach (FederatedSample sample in samples.Values.OrderBy(sample => sample.Labels.ValueOf(LabelSet.MetricName), Utf8Comparer.Instance).ThenBy(sample => sample.Labels))
        {
            writer.Write(sample, response.BodyWriter);
            await response.BodyWriter.FlushWhenLargeAsync(cancellationToken);
        }

        writer.Complete(response.BodyWriter);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>An instant selector says which series are alive, a range of the lookback says when their newest sample was.</summary>
    private async Task CollectAsync(PrometheusRequest request, string selector, long now, Dictionary<LabelSet, FederatedSample> samples, CancellationToken cancellationToken)
    {
        long lookback = (long)options.Value.Lookback.TotalMilliseconds;
        (QueryResult alive, _) = await queries.ExecuteAsync(QueryCall.Of(request, new QueryRequest(selector, now, now, 0) { Lookback = lookback }), cancellationToken);
        string range = string.Create(CultureInfo.InvariantCulture, $"{selector}\n[{lookback}ms]");
        (QueryResult recent, _) = await queries.ExecuteAsync(QueryCall.Of(request, new QueryRequest(range, now, now, 0)), cancellationToken);
        Dictionary<LabelSet, long> newest = recent.Series.ToDictionary(series => series.Labels, series => series.Timestamps.Span[^1]);
        foreach (ResultSeries series in alive.Series)
        {
            samples[series.Labels] = new FederatedSample(series.Labels, newest.GetValueOrDefault(series.Labels, now), series.Values.Span[0], series.Histograms?[0]);
        }
    }
}
