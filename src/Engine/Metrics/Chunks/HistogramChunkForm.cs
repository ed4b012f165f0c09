namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>The bits of a histogram chunk's first byte and of each sample's control byte.</summary>
internal static class HistogramChunkForm
{
    /// <summary>Header: samples carry start timestamps.</summary>
    public const byte Starts = 0x01;

    /// <summary>Header: counts are whole numbers up to 2^53 and stored as differences; otherwise as XOR.</summary>
    public const byte Whole = 0x02;

    /// <summary>Control: the reset hint.</summary>
    public const byte HintMask = 0x03;

    /// <summary>Control: a stale marker, without counts.</summary>
    public const byte Stale = 0x04;
}
