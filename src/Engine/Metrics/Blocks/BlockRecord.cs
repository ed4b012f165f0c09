namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>One entry of a block's metadata or exemplars section.</summary>
/// <param name="Key">Metadata: the family's name. Exemplars: the series' canonical labels.</param>
/// <param name="Time">Metadata: when it was last heard, milliseconds. Exemplars: the exemplar's timestamp.</param>
/// <param name="Body">What the head stores, opaque to the block.</param>
public readonly record struct BlockRecord(ReadOnlyMemory<byte> Key, long Time, ReadOnlyMemory<byte> Body);
