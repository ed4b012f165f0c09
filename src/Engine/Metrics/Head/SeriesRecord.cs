using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>All that the head keeps for a series beside labels and bytes: 64 bytes, one cache line, so that an append to a known series touches little else.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct SeriesRecord
{
    /// <summary>The series is defined in the log since the last cut, so records may name it by number.</summary>
    public const byte Logged = 0x20;

    /// <summary>The series has late samples or histograms beside its float chunks.</summary>
    public const byte HasSide = 0x40;

    /// <summary>The newest sample is a histogram.</summary>
    public const byte LastIsHistogram = 0x80;

    /// <summary>The label hash, lower half.</summary>
    public ulong HashLow;

    /// <summary>The label hash, upper half.</summary>
    public ulong HashHigh;

    /// <summary>The open chunk.</summary>
    public OpenFloatChunk Open;

    /// <summary>The first segment of the open chunk.</summary>
    public uint FirstSegment;

    /// <summary>The last segment of the open chunk.</summary>
    public uint LastSegment;

    /// <summary>The newest finished chunk; 0: none.</summary>
    public uint Sealed;

    /// <summary>Where <see cref="SeriesTable"/> keeps the label pairs.</summary>
    public uint Labels;

    /// <summary>Is a flag set?</summary>
    public readonly bool Has(byte flag) => (Open.Traits & flag) != 0;

    /// <summary>Sets a flag.</summary>
    public void Set(byte flag) => Open.Traits |= flag;

    /// <summary>Clears a flag.</summary>
    public void Clear(byte flag) => Open.Traits &= (byte)~flag;
}
