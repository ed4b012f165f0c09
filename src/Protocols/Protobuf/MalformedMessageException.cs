namespace Orleans.Obs.Protocols.Protobuf;

/// <summary>Bytes that are not the message they should be. Edges answer 400: sending the same bytes again can't help.</summary>
public sealed class MalformedMessageException(string message, Exception? cause = null) : Exception(message, cause);
