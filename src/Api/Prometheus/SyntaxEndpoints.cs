using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary><c>/format_query</c> and <c>/parse_query</c>.</summary>
internal sealed class SyntaxEndpoints(IOptions<ApiOptions> options)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task FormatAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        string formatted = PromQLFormatter.Format(Parse(request));
        HttpResponse response = request.Context.Response;
        response.ContentType = PrometheusAnswer.ContentType;
        Write();
        await response.BodyWriter.FlushAsync(cancellationToken);

        void Write()
        {
            var json = new JsonOutput(response.BodyWriter);
            PrometheusAnswer.Begin(ref json);
            json.HtmlSafeText(formatted);
            PrometheusAnswer.End(ref json);
            json.Commit();
        }
    }

    public async Task ParseAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        Expr expr = Parse(request);
        HttpResponse response = request.Context.Response;
        response.ContentType = PrometheusAnswer.ContentType;
        response.BodyWriter.Write("{\"status\":\"success\",\"data\":"u8);
        await using (var json = new Utf8JsonWriter(response.BodyWriter, Relaxed))
        {
            PromQLJsonWriter.Write(json, expr);
        }

        response.BodyWriter.Write("}"u8);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private Expr Parse(PrometheusRequest request)
    {
        try
        {
            return PromQLParser.Parse(request.Get("query"), options.Value.Features);
        }
        catch (PromQLSyntaxException exception)
        {
            throw PrometheusException.BadParameter("query", exception.Message);
        }
    }
}
