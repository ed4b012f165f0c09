namespace Orleans.Obs.Query.Common.Wire;

/// <summary>A shard's plan or answer is not what was written.</summary>
public sealed class WireFormatException() : Exception("a shard's plan or answer is malformed");
