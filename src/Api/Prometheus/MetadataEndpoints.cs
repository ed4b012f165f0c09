using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Protocols.Prometheus;

namespace Orleans.Obs.Api.Prometheus;

/// <summary><c>/metadata</c> and <c>/targets/metadata</c>: types, help texts and units of metric families, as senders told them.</summary>
internal sealed class MetadataEndpoints(MetricsCatalog catalog)
{
    public async Task MetadataAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        int limit = request.Integer("limit", -1, "limit must be a number"), perMetric = request.Integer("limit_per_metric", -1, "limit_per_metric must be a number");
        string family = request.Get("metric");
        SortedDictionary<string, List<FamilyMetadata>> families = await catalog.MetadataAsync(request.Tenant, family.Length > 0 ? family : null, cancellationToken);
        HttpResponse response = request.Context.Response;
        response.ContentType = PrometheusAnswer.ContentType;
        Write();
        await response.BodyWriter.FlushAsync(cancellationToken);

        void Write()
        {
            var json = new JsonOutput(response.BodyWriter);
            PrometheusAnswer.Begin(ref json);
            json.Raw('{');
            bool first = true;
            foreach ((string name, List<FamilyMetadata> entries) in limit < 0 ? families : families.Take(limit))
            {
                if (!first)
                {
                    json.Raw(',');
                }

                first = false;
                json.HtmlSafeText(name);
                json.Raw(":["u8);
                WriteEntries(ref json, entries, perMetric);
                json.Raw(']');
            }

            json.Raw('}');
            PrometheusAnswer.End(ref json);
            json.Commit();
        }
    }

    /// <summary>Metadata by scraped target; senders' metadata belongs to none.</summary>
    public static Task TargetsMetadataAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        _ = request.Integer("limit", -1, "limit must be a number");
        if (request.Get("match_target") is { Length: > 0 } selector)
        {
            _ = PrometheusRequest.Selector(selector, "match_target");
        }

        return PrometheusPipeline.AnswerAsync(request.Context, Array.Empty<object>());
    }

    private static void WriteEntries(ref JsonOutput json, List<FamilyMetadata> entries, int limit)
    {
        int shown = limit > 0 ? Math.Min(limit, entries.Count) : entries.Count;
        for (int i = 0; i < shown; i++)
        {
            json.Raw(i > 0 ? ",{\"type\":"u8 : "{\"type\":"u8);
            json.Text(MetricTypes.NameOf(entries[i].Type));
            json.Raw(",\"help\":"u8);
            json.HtmlSafeText(entries[i].Help);
            json.Raw(",\"unit\":"u8);
            json.HtmlSafeText(entries[i].Unit);
            json.Raw('}');
        }
    }
}
