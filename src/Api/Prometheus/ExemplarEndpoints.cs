using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary><c>/query_exemplars</c>: the exemplars of all series that a query's selectors select.</summary>
internal sealed class ExemplarEndpoints(MetricsCatalog catalog, IOptions<ApiOptions> options)
{
    public async Task ExemplarsAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        long start = request.Time("start", ApiTime.MinTime), end = request.Time("end", ApiTime.MaxTime);
        if (end < start)
        {
            throw PrometheusException.BadData("end timestamp must not be before start timestamp");
        }

        ImmutableArray<ImmutableArray<LabelMatcher>> selectors = [.. Selectors.Of(PromQLParser.Parse(request.Get("query"), options.Value.Features)).Select(selector => selector.Matchers)];
        if (selectors.IsEmpty)
        {
            await PrometheusPipeline.NoContentAsync(request.Context);
            return;
        }

        HttpResponse response = request.Context.Response;
        var found = await catalog.ExemplarsAsync(new SeriesQuery(request.Tenant, selectors, start, end), cancellationToken);
        response.ContentType = PrometheusAnswer.ContentType;
        Write();
        await response.BodyWriter.FlushAsync(cancellationToken);

        void Write()
        {
            var json = new JsonOutput(response.BodyWriter);
            PrometheusAnswer.Begin(ref json);
            json.Raw('[');
            for (int i = 0; i < found.Count; i++)
            {
                WriteSeries(ref json, found[i].Series, found[i].Exemplars, first: i == 0);
            }

            json.Raw(']');
            PrometheusAnswer.End(ref json);
            json.Commit();
        }
    }

    private static void WriteSeries(ref JsonOutput json, LabelSet series, ImmutableArray<Exemplar> exemplars, bool first)
    {
        json.Raw(first ? "{\"seriesLabels\":"u8 : ",{\"seriesLabels\":"u8);
        json.Labels(series);
        json.Raw(",\"exemplars\":["u8);
        for (int i = 0; i < exemplars.Length; i++)
        {
            json.Raw(i > 0 ? ",{\"labels\":"u8 : "{\"labels\":"u8);
            json.Labels(MetricsCatalog.LabelsOf(exemplars[i].Labels));
            json.Raw(",\"value\":"u8);
            json.Value(exemplars[i].Value);
            json.Raw(",\"timestamp\":"u8);
            json.Timestamp(exemplars[i].Timestamp);
            json.Raw('}');
        }

        json.Raw("]}"u8);
    }
}
