using System.Buffers;
using Grpc.Core;

namespace Orleans.Obs.Api.Otlp;

/// <summary>The bytes of a gRPC request in pooled memory; they are decoded as they are. Dispose returns them.</summary>
internal sealed class OtlpGrpcMessage : IDisposable
{
    private readonly int _length;
    private byte[] _bytes;

    private OtlpGrpcMessage(ReadOnlySequence<byte> payload)
    {
        _length = (int)payload.Length;
        _bytes = ArrayPool<byte>.Shared.Rent(_length);
        payload.CopyTo(_bytes);
    }

    public static Marshaller<OtlpGrpcMessage> Marshaller { get; } = Marshallers.Create(
        static (_, _) => throw new NotSupportedException(), static (DeserializationContext context) => new OtlpGrpcMessage(context.PayloadAsReadOnlySequence()));

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }
}
