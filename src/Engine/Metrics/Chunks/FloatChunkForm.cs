namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>The first byte of a float chunk: the decimal exponent in the low four bits, and flags.</summary>
internal static class FloatChunkForm
{
    /// <summary>The exponent's bits.</summary>
    public const byte ExponentMask = 0x0F;

    /// <summary>Every sample carries a start timestamp.</summary>
    public const byte Starts = 0x20;

    /// <summary>XOR, not decimal.</summary>
    public const byte Xor = 0x10;

    /// <summary>As a preference of a series: decimals did not pay.</summary>
    public const byte XorPreferred = Xor;

    /// <summary>The bits of a preference.</summary>
    public const byte PreferenceMask = 0x1F;
}
