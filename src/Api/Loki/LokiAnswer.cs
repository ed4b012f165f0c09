using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Protocols.Prometheus;

namespace Orleans.Obs.Api.Loki;

/// <summary>What answers of the HTTP API have in common.</summary>
internal static class LokiAnswer
{
    /// <summary>The type of answers.</summary>
    public const string ContentType = "application/json; charset=UTF-8";

    /// <summary>The name of the encoding in which structured metadata and parsed labels stand beside each line.</summary>
    public const string CategorizeLabels = "categorize-labels";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = null };

    /// <summary>Answers with an object as it is.</summary>
    public static Task WriteAsync<T>(HttpContext context, T answer)
    {
        context.Response.ContentType = ContentType;
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, Json, context.RequestAborted);
    }

    /// <summary>Answers with texts; without any there is no data at all.</summary>
    public static async Task WriteTextsAsync(HttpContext context, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        PipeWriter destination = Begin(context);
        Write();
        await destination.FlushAsync(cancellationToken);

        void Write()
        {
            var json = new JsonOutput(destination);
            json.Raw("{\"status\":\"success\""u8);
            if (texts.Count > 0)
            {
                json.Raw(",\"data\":"u8);
                json.Texts(texts);
            }

            json.Raw("}\n"u8);
            json.Commit();
        }
    }

    /// <summary>Begins an answer that is written piece by piece.</summary>
    public static PipeWriter Begin(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        return context.Response.BodyWriter;
    }
}
