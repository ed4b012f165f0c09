namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>How the bytes of a chunk are to be read; the numbers are part of the block format.</summary>
public enum ChunkEncoding : byte
{
    /// <summary>Floats as XOR against the value before, timestamps as delta of delta (Pelkonen et al., "Gorilla", VLDB 2015, section 4.1).</summary>
    Xor = 1,

    /// <summary>Floats that are decimals: integers over a common power of ten, as byte-aligned deltas together with delta-of-delta timestamps.</summary>
    Decimal = 2,

    /// <summary>Native histograms.</summary>
    Histogram = 3,
}
