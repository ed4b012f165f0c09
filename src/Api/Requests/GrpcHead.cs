using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Orleans.Obs.Api.Requests;

/// <summary>gRPC's answer to a call that does not get as far as its method: the status stands in the head since nothing follows.</summary>
internal static class GrpcHead
{
    /// <summary>Answers with a status of gRPC.</summary>
    public static void Write(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(message);
    }
}
