using System.Buffers;

namespace Orleans.Obs.Protocols.Prometheus.Exposition;

/// <summary>Writes the body of <c>/federate</c> sample by sample; they come sorted by metric name.</summary>
public abstract class FederationWriter
{
    /// <summary>The label that a series has in any case, so that the scraper does not put its own there.</summary>
    protected const string InstanceLabel = "instance";

    /// <summary>A writer of the format.</summary>
    public static FederationWriter Of(ExpositionFormat format) => format.IsProtobuf ? new FederationProtobuf(format.Escaping) : new FederationText(format.Escaping);

    /// <summary>Writes the newest sample of a series.</summary>
    public abstract void Write(in FederatedSample sample, IBufferWriter<byte> destination);

    /// <summary>Writes what is still held back.</summary>
    public abstract void Complete(IBufferWriter<byte> destination);
}
