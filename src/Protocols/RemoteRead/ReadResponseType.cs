namespace Orleans.Obs.Protocols.RemoteRead;

/// <summary>How an answer to remote read may look; the numbers are the protocol's.</summary>
public enum ReadResponseType
{
    /// <summary>One compressed message with all samples.</summary>
    Samples = 0,

    /// <summary>A stream of frames with chunks.</summary>
    StreamedXorChunks = 1,
}
