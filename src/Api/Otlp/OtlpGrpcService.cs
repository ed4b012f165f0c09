using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Orleans.Obs.Api.Requests;

namespace Orleans.Obs.Api.Otlp;

/// <summary>OTLP over gRPC. The services are told apart by their names only: each has one method, and the bytes of its request go to the receiver of the signal.</summary>
internal sealed class OtlpGrpcService(OtlpExports exports)
{
    private async Task<byte[]> ExportAsync(IOtlpReceiver receiver, OtlpGrpcMessage request, ServerCallContext call)
    {
        using OtlpGrpcMessage message = request;
        if (!RequestTenant.TryGet(call.GetHttpContext().Request, out string tenant))
        {
            throw OtlpGrpcStatus.ToException(OtlpResult.Invalid(RequestTenant.Fault));
        }

        OtlpResult result = await exports.ExportAsync(receiver, tenant, OtlpFormat.Protobuf, message.Memory, call.CancellationToken);
        return result.Status == OtlpStatus.Accepted ? OtlpAnswer.MessageOf(result).ToArray() : throw OtlpGrpcStatus.ToException(result);
    }

    /// <summary>Gives each receiver its service.</summary>
    internal sealed class Methods(IEnumerable<IOtlpReceiver> receivers) : IServiceMethodProvider<OtlpGrpcService>
    {
        private static readonly Marshaller<byte[]> s_response = Marshallers.Create(static bytes => bytes, static bytes => bytes);

        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<OtlpGrpcService> context)
        {
            foreach (IOtlpReceiver receiver in receivers)
            {
                var method = new Method<OtlpGrpcMessage, byte[]>(MethodType.Unary, receiver.Signal.GrpcService, "Export", OtlpGrpcMessage.Marshaller, s_response);
                context.AddUnaryMethod(method, [OtlpEndpoint.Instance], (service, request, call) => service.ExportAsync(receiver, request, call));
            }
        }
    }
}
