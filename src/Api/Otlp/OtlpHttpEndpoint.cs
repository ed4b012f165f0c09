using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Requests;

namespace Orleans.Obs.Api.Otlp;

/// <summary>OTLP over HTTP: protobuf or JSON, plain or compressed.</summary>
internal sealed class OtlpHttpEndpoint(OtlpExports exports, WriteBudget budget, IOptions<ApiOptions> options)
{
    private const int UnknownLength = 1 << 20;
    private const string WrongHeaders = "expected application/x-protobuf or application/json, plain or compressed with gzip, deflate or zstd";

    public async Task HandleAsync(HttpContext context, IOtlpReceiver receiver)
    {
        if (OtlpAnswer.FormatOf(context.Request) is not { } format || BodyEncodings.Of(context.Request) is not { } encoding)
        {
            await OtlpAnswer.FailAsync(context, OtlpAnswer.FormatOf(context.Request) ?? OtlpFormat.Json, StatusCodes.Status400BadRequest, WrongHeaders);
            return;
        }

        if (!RequestTenant.TryGet(context.Request, out string tenant))
        {
            await OtlpAnswer.FailAsync(context, format, StatusCodes.Status400BadRequest, RequestTenant.Fault);
            return;
        }

        using WriteLease lease = budget.Take(tenant, context.Request.ContentLength ?? UnknownLength);
        if (lease.Admission != WriteAdmission.Granted)
        {
            await OtlpAnswer.WriteAsync(context, format, receiver.Signal, OtlpResult.Busy(lease.Admission));
            return;
        }

        try
        {
            using RequestBody body = await RequestBody.ReadAsync(context.Request, options.Value.MaxWriteBodyBytes, context.RequestAborted);
            using RequestBody message = body.Decompress(encoding, options.Value.MaxDecodedWriteBytes);
            OtlpResult result = await exports.ExportAsync(receiver, tenant, format, message.Memory, context.RequestAborted);
            await OtlpAnswer.WriteAsync(context, format, receiver.Signal, result);
        }
        catch (BadHttpRequestException exception)
        {
            await OtlpAnswer.FailAsync(context, format, exception.StatusCode, exception.Message);
        }
        catch (InvalidDataException damaged)
        {
            await OtlpAnswer.FailAsync(context, format, StatusCodes.Status400BadRequest, damaged.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left before its request was complete; nobody reads an answer.
        }
    }
}
