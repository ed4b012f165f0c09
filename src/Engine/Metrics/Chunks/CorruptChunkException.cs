namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>The bytes of a chunk cannot be what an encoder wrote.</summary>
public sealed class CorruptChunkException(string what) : Exception($"corrupt chunk: {what}");
