using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Api.Otlp;

/// <summary>OTLP's answers in the encoding of the request: an export response, or a <c>google.rpc.Status</c>.</summary>
internal static class OtlpAnswer
{
    /// <summary>How a request that does not get in is answered: with a status in its own encoding.</summary>
    public static RefusalForm Refusals { get; } =
        new(static (context, refusal) => FailAsync(context, FormatOf(context.Request) ?? OtlpFormat.Json, refusal.Status, refusal.Message));

    /// <summary>The request's encoding; null when its headers state none that is known.</summary>
    public static OtlpFormat? FormatOf(HttpRequest request)
    {
        string? encoding = request.Headers.ContentEncoding;
        if (!string.IsNullOrEmpty(encoding) && !encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string type = (request.ContentType ?? "").Split(';')[0].Trim();
        return type.Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase) ? OtlpFormat.Protobuf
            : type.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? OtlpFormat.Json
            : null;
    }

    /// <summary>Everything stored, or all but some data points.</summary>
    public static Task SucceedAsync(HttpContext context, OtlpFormat format, int rejectedPoints, string fault)
    {
        if (format == OtlpFormat.Json)
        {
            string count = rejectedPoints.ToString(CultureInfo.InvariantCulture);
            return WriteAsync(context, format, StatusCodes.Status200OK, rejectedPoints == 0
                ? "{}"u8.ToArray()
                : JsonSerializer.SerializeToUtf8Bytes(new { partialSuccess = new { rejectedDataPoints = count, errorMessage = fault } }));
        }

        var response = new ProtoWriter();
        if (rejectedPoints > 0)
        {
            var partial = new ProtoWriter();
            partial.Varint(1, (ulong)rejectedPoints);
            partial.Bytes(2, Encoding.UTF8.GetBytes(fault));
            response.Bytes(1, partial.Written);
        }

        return WriteAsync(context, format, StatusCodes.Status200OK, response.Written.ToArray());
    }

    /// <summary>Nothing stored, or nothing known to be.</summary>
    public static Task FailAsync(HttpContext context, OtlpFormat format, int status, string message)
    {
        if (format == OtlpFormat.Json)
        {
            return WriteAsync(context, format, status, JsonSerializer.SerializeToUtf8Bytes(new { message }));
        }

        var response = new ProtoWriter();
        response.Bytes(2, Encoding.UTF8.GetBytes(message));
        return WriteAsync(context, format, status, response.Written.ToArray());
    }

    private static Task WriteAsync(HttpContext context, OtlpFormat format, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = format == OtlpFormat.Json ? "application/json" : "application/x-protobuf";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
