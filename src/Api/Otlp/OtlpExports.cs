using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Protocols.Protobuf;

namespace Orleans.Obs.Api.Otlp;

/// <summary>What happens to every export request once its bytes are there, whatever it was sent over.</summary>
internal sealed partial class OtlpExports(WriteBudget budget, ILogger<OtlpExports> logger)
{
    /// <summary>Stores a request's content; whatever goes wrong is a result.</summary>
    /// <exception cref="OperationCanceledException">The client left before anything was stored.</exception>
    public async Task<OtlpResult> ExportAsync(IOtlpReceiver receiver, string tenant, OtlpFormat format, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        // The message itself and, for a while at the same time, the batches made of it.
        using WriteLease lease = budget.Take(tenant, 2L * message.Length);
        if (lease.Admission != WriteAdmission.Granted)
        {
            return OtlpResult.Busy(lease.Admission);
        }

        try
        {
            return await receiver.ReceiveAsync(tenant, format, message, cancellationToken);
        }
        catch (MalformedMessageException malformed)
        {
            return OtlpResult.Invalid(malformed.Message);
        }
#pragma warning disable CA1031 // The boundary of the API: whatever the cluster throws, the client hears that it should try again.
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
#pragma warning restore CA1031
        {
            LogFailed(exception, receiver.Signal.Name, tenant);
            return OtlpResult.Unavailable("storage is not available");
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "An OTLP request with {Signal} of {Tenant} failed before it reached the shards")]
    private partial void LogFailed(Exception exception, string signal, string tenant);
}
