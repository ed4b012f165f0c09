using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Api.Otlp;

/// <summary>
/// The gRPC status of a result that is no success. Clients repeat what is UNAVAILABLE, and what is RESOURCE_EXHAUSTED if it comes with a <c>RetryInfo</c>; the rest they drop.
/// </summary>
internal static class OtlpGrpcStatus
{
    private const string Details = "grpc-status-details-bin";

    public static RpcException ToException(OtlpResult result)
    {
        var trailers = new Grpc.Core.Metadata();
        if (result.RetryAfterSeconds > 0)
        {
            trailers.Add(Details, DetailsOf(result));
        }

        return new RpcException(new Status(CodeOf(result.Status), result.Message), trailers);
    }

    /// <summary>Answers a call that was not let in, before its message is read.</summary>
    public static void Refuse(HttpContext context, OtlpResult result)
    {
        GrpcHead.Write(context, (int)CodeOf(result.Status), result.Message);
        context.Response.Headers[Details] = Convert.ToBase64String(DetailsOf(result));
    }

    private static StatusCode CodeOf(OtlpStatus status) => status switch
    {
        OtlpStatus.Invalid => StatusCode.InvalidArgument,
        OtlpStatus.RateLimited => StatusCode.ResourceExhausted,
        OtlpStatus.Unavailable => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };

    /// <summary>A <c>google.rpc.Status</c> with the time after which to try again.</summary>
    private static byte[] DetailsOf(OtlpResult result)
    {
        var status = new ProtoWriter();
        status.Varint(1, (ulong)CodeOf(result.Status));
        status.Bytes(2, Encoding.UTF8.GetBytes(result.Message));
        int any = status.BeginMessage(3);
        status.Bytes(1, "type.googleapis.com/google.rpc.RetryInfo"u8);
        int retry = status.BeginMessage(2);
        int delay = status.BeginMessage(1);
        status.Varint(1, (ulong)result.RetryAfterSeconds);
        status.EndMessage(delay);
        status.EndMessage(retry);
        status.EndMessage(any);
        return status.Written.ToArray();
    }
}
