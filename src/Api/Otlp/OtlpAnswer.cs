using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Api.Otlp;

/// <summary>OTLP's answers over HTTP, in the encoding of the request: an export response, or a <c>google.rpc.Status</c>.</summary>
internal static class OtlpAnswer
{
    /// <summary>How a request that does not get in is answered: with a status in its own encoding.</summary>
    public static RefusalForm Refusals { get; } =
        new(static (context, refusal) => FailAsync(context, FormatOf(context.Request) ?? OtlpFormat.Json, refusal.Status, refusal.Message));

    /// <summary>The request's encoding; null when its header states none that is known.</summary>
    public static OtlpFormat? FormatOf(HttpRequest request)
    {
        string type = (request.ContentType ?? "").Split(';')[0].Trim();
        return type.Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase) ? OtlpFormat.Protobuf
            : type.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? OtlpFormat.Json
            : null;
    }

    /// <summary>Answers with a result.</summary>
    public static Task WriteAsync(HttpContext context, OtlpFormat format, OtlpSignal signal, OtlpResult result)
    {
        if (result.Status == OtlpStatus.Accepted)
        {
            return WriteAsync(context, format, StatusCodes.Status200OK, format == OtlpFormat.Json ? JsonOf(signal, result) : MessageOf(result));
        }

        if (result.RetryAfterSeconds > 0)
        {
            context.Response.Headers.RetryAfter = result.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return FailAsync(context, format, HttpStatusOf(result.Status), result.Message);
    }

    /// <summary>Answers a request of which nothing was stored.</summary>
    public static Task FailAsync(HttpContext context, OtlpFormat format, int status, string message)
    {
        if (format == OtlpFormat.Json)
        {
            return WriteAsync(context, format, status, JsonSerializer.SerializeToUtf8Bytes(new { message }));
        }

        var response = new ProtoWriter();
        response.Bytes(2, Encoding.UTF8.GetBytes(message));
        return WriteAsync(context, format, status, response.WrittenMemory);
    }

    /// <summary>The export response message; every signal has the same fields.</summary>
    public static ReadOnlyMemory<byte> MessageOf(OtlpResult result)
    {
        if (result.Rejected == 0)
        {
            return default;
        }

        var response = new ProtoWriter();
        int partial = response.BeginMessage(1);
        response.Varint(1, (ulong)result.Rejected);
        response.Bytes(2, Encoding.UTF8.GetBytes(result.Message));
        response.EndMessage(partial);
        return response.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> JsonOf(OtlpSignal signal, OtlpResult result)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        if (result.Rejected > 0)
        {
            json.WriteStartObject("partialSuccess");
            json.WriteString(signal.RejectedItems, result.Rejected.ToString(CultureInfo.InvariantCulture));
            json.WriteString("errorMessage", result.Message);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private static int HttpStatusOf(OtlpStatus status) => status switch
    {
        OtlpStatus.Invalid => StatusCodes.Status400BadRequest,
        OtlpStatus.RateLimited => StatusCodes.Status429TooManyRequests,
        OtlpStatus.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static Task WriteAsync(HttpContext context, OtlpFormat format, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = format == OtlpFormat.Json ? "application/json" : "application/x-protobuf";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
