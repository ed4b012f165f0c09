namespace Orleans.Obs.Protocols.Compression;

/// <summary>The content of a compressed body would be larger than allowed.</summary>
public sealed class OversizedMessageException(string message) : Exception(message);
