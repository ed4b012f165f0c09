using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Api.Prometheus;

/// <summary><c>/series</c>, <c>/labels</c> and <c>/label/{name}/values</c>.</summary>
internal sealed class SeriesEndpoints(MetricsCatalog catalog)
{
    public async Task SeriesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        request.InsistWellFormed();
        if (request.GetAll("match[]").Count == 0)
        {
            throw PrometheusException.BadData("no match[] parameter provided");
        }

        Limited<LabelSet> series = await catalog.SeriesAsync(QueryOf(request, "match[]"), cancellationToken);
        HttpResponse response = Begin(request);
        const int perFlush = 1024;
        for (int first = 0; first < series.Items.Count; first += perFlush)
        {
            WriteSeries(first, Math.Min(first + perFlush, series.Items.Count));
            await response.BodyWriter.FlushAsync(cancellationToken);
        }

        End(response, series.Truncated);
        await response.BodyWriter.FlushAsync(cancellationToken);

        void WriteSeries(int first, int end)
        {
            var json = new JsonOutput(response.BodyWriter);
            for (int i = first; i < end; i++)
            {
                if (i > 0)
                {
                    json.Raw(',');
                }

                json.Labels(series.Items[i]);
            }

            json.Commit();
        }
    }

    public async Task LabelNamesAsync(PrometheusRequest request, CancellationToken cancellationToken) =>
        await AnswerAsync(request, await catalog.LabelNamesAsync(QueryOf(request, null), cancellationToken), cancellationToken);

    public async Task LabelValuesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        string name = EscapedLabelName.Unescape((string)request.Context.GetRouteValue("name")!);
        if (name.Length == 0)
        {
            throw PrometheusException.BadData($"invalid label name: {GoLiteral.Quote(name)}");
        }

        await AnswerAsync(request, await catalog.LabelValuesAsync(name, QueryOf(request, null), cancellationToken), cancellationToken);
    }

    private static SeriesQuery QueryOf(PrometheusRequest request, string? parameterInErrors)
    {
        request.InsistWellFormed();
        int limit = request.Limit();
        long start = request.Time("start", ApiTime.MinTime), end = request.Time("end", ApiTime.MaxTime);
        ImmutableArray<ImmutableArray<LabelMatcher>> selectors = request.Selectors(parameterInErrors);
        return new SeriesQuery(request.Tenant, selectors, start, end, limit);
    }

    private static async Task AnswerAsync(PrometheusRequest request, Limited<string> texts, CancellationToken cancellationToken)
    {
        HttpResponse response = Begin(request);
        WriteTexts();
        End(response, texts.Truncated);
        await response.BodyWriter.FlushAsync(cancellationToken);

        void WriteTexts()
        {
            var json = new JsonOutput(response.BodyWriter);
            for (int i = 0; i < texts.Items.Count; i++)
            {
                if (i > 0)
                {
                    json.Raw(',');
                }

                json.HtmlSafeText(texts.Items[i]);
            }

            json.Commit();
        }
    }

    private static HttpResponse Begin(PrometheusRequest request)
    {
        HttpResponse response = request.Context.Response;
        response.ContentType = PrometheusAnswer.ContentType;
        var json = new JsonOutput(response.BodyWriter);
        PrometheusAnswer.Begin(ref json);
        json.Raw('[');
        json.Commit();
        return response;
    }

    private static void End(HttpResponse response, bool truncated)
    {
        var json = new JsonOutput(response.BodyWriter);
        json.Raw(']');
        PrometheusAnswer.End(ref json, truncated ? [PrometheusAnswer.Truncated] : null);
        json.Commit();
    }
}
