namespace Orleans.Obs.Api.Otlp;

/// <summary>Takes in one signal of OpenTelemetry, whatever it was sent over.</summary>
internal interface IOtlpReceiver
{
    /// <summary>Which signal.</summary>
    OtlpSignal Signal { get; }

    /// <summary>Stores what an uncompressed export request holds. The message's memory is the caller's again when the task completes.</summary>
    Task<OtlpResult> ReceiveAsync(string tenant, OtlpFormat format, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}
