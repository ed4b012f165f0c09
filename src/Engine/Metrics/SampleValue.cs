namespace Orleans.Obs.Engine.Metrics;

/// <summary>The two NaNs that mean something.</summary>
public static class SampleValue
{
    /// <summary>The bits of the stale marker: the series has ended here.</summary>
    public const long StaleBits = 0x7ff0000000000002;

    /// <summary>The bits of an ordinary not-a-number.</summary>
    public const long NormalNaNBits = 0x7ff8000000000001;

    /// <summary>The stale marker.</summary>
    public static double Stale => BitConverter.Int64BitsToDouble(StaleBits);

    /// <summary>Is this the stale marker, bit by bit?</summary>
    public static bool IsStale(double value) => BitConverter.DoubleToInt64Bits(value) == StaleBits;
}
