namespace Orleans.Obs.Engine.Blocks;

/// <summary>By what a signal's blocks are known.</summary>
/// <param name="Head">The first 8 bytes of a blob.</param>
/// <param name="Tail">The last 8 bytes of a blob.</param>
/// <param name="Version">The format's version, written into the trailer.</param>
internal sealed record BlockSignature(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Tail, uint Version);
