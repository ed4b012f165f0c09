using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions.Metrics;
using Orleans.Obs.Protocols.Prometheus;

namespace Orleans.Obs.Api.Prometheus.Search;

/// <summary>
/// <c>/search/*</c>: metric names, label names and label values for somebody who types, answered as lines of JSON: batches of results, then how it ended.
/// </summary>
internal sealed class SearchEndpoints(MetricsCatalog catalog, TimeProvider time)
{
    private delegate void ResultWriter(ref JsonOutput json, string text);

    public async Task MetricNamesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        SearchQuery query = Read(request, "metric_names");
        SortedDictionary<string, List<FamilyMetadata>>? metadata =
            SearchQuery.Flag(request, "include_metadata") ? await catalog.MetadataAsync(request.Tenant, null, cancellationToken) : null;
        Limited<string> names = await catalog.LabelValuesAsync("__name__", query.Series, cancellationToken);
        await AnswerAsync(request, query, names.Items, "{\"name\":", WriteMetadata, cancellationToken);

        void WriteMetadata(ref JsonOutput json, string name)
        {
            if (metadata is not null && metadata.TryGetValue(name, out List<FamilyMetadata>? known))
            {
                json.Raw(",\"type\":"u8);
                json.Text(MetricTypes.NameOf(known[0].Type));
                json.Raw(",\"help\":"u8);
                json.HtmlSafeText(known[0].Help);
                json.Raw(",\"unit\":"u8);
                json.HtmlSafeText(known[0].Unit);
            }
        }
    }

    public async Task LabelNamesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        SearchQuery query = Read(request, "label_names");
        Limited<string> names = await catalog.LabelNamesAsync(query.Series, cancellationToken);
        await AnswerAsync(request, query, names.Items, "{\"name\":", null, cancellationToken);
    }

    public async Task LabelValuesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        SearchQuery query = Read(request, "label_values");
        string label = request.Get("label");
        if (label.Length == 0)
        {
            throw PrometheusException.BadData("missing required parameter \"label\"");
        }

        Limited<string> values = await catalog.LabelValuesAsync(label, query.Series, cancellationToken);
        await AnswerAsync(request, query, values.Items, "{\"value\":", null, cancellationToken);
    }

    private SearchQuery Read(PrometheusRequest request, string endpoint) => SearchQuery.Read(request, endpoint, time.GetUtcNow().ToUnixTimeMilliseconds());

    private static async Task AnswerAsync(
        PrometheusRequest request, SearchQuery query, IReadOnlyList<string> texts, string start, ResultWriter? more, CancellationToken cancellationToken)
    {
        List<(string Text, double Score)> finds = SearchFilter.Find(query, texts);
        int shown = Math.Min(finds.Count, query.Limit), first = 0;
        byte[] startBytes = System.Text.Encoding.ASCII.GetBytes(start);
        HttpResponse response = request.Context.Response;
        response.ContentType = "application/x-ndjson; charset=utf-8";

        // The first batch comes even when it is empty.
        do
        {
            int end = (int)Math.Min((long)first + query.BatchSize, shown);
            WriteBatch(first, end);
            await response.BodyWriter.FlushAsync(cancellationToken);
            first = end;
        }
        while (first < shown);

        WriteEnd();
        await response.BodyWriter.FlushAsync(cancellationToken);

        void WriteBatch(int from, int to)
        {
            var json = new JsonOutput(response.BodyWriter);
            json.Raw("{\"results\":["u8);
            for (int i = from; i < to; i++)
            {
                json.Raw(i > from ? ","u8 : ""u8);
                json.Raw(startBytes);
                json.HtmlSafeText(finds[i].Text);
                if (query.ShowsScore)
                {
                    json.Raw(",\"score\":"u8);
                    json.Number(finds[i].Score);
                }

                more?.Invoke(ref json, finds[i].Text);
                json.Raw('}');
            }

            json.Raw("]}\n"u8);
            json.Commit();
        }

        void WriteEnd()
        {
            var json = new JsonOutput(response.BodyWriter);
            json.Raw("{\"status\":\"success\",\"has_more\":"u8);
            json.Boolean(finds.Count > shown);
            json.Raw("}\n"u8);
            json.Commit();
        }
    }
}
