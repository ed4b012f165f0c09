using System.Runtime.InteropServices;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>
/// What an appender must know about an open float chunk to add the next sample; its bytes are elsewhere. Kept small: every series has one.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct OpenFloatChunk
{
    /// <summary>The newest timestamp.</summary>
    public long LastTime;

    /// <summary>The newest value's bits.</summary>
    public long LastBits;

    /// <summary>From the last but one timestamp to the last; 0 after the first sample.</summary>
    public int Delta;

    /// <summary>From the first timestamp to the last.</summary>
    public int Duration;

    /// <summary>Samples in the chunk; 0: there is no chunk.</summary>
    public ushort Count;

    /// <summary>The chunk's header byte: <see cref="FloatChunkForm"/>.</summary>
    public byte Form;

    /// <summary>XOR: leading zeros of the current window. Decimal: how many raw values there are.</summary>
    public byte LeadingOrRaw;

    /// <summary>XOR: significant bits of the current window (0: none yet). Decimal: 1 after an escaped value, whose successor is coded against 0.</summary>
    public byte WidthOrEscaped;

    /// <summary>XOR: used bits of the last byte, 1 to 8. Decimal: 8.</summary>
    public byte UsedBits;

    /// <summary>Bytes used in the last segment (the head's business).</summary>
    public byte UsedInSegment;

    /// <summary>The low five bits: the exponent that the series needed so far, or <see cref="FloatChunkForm.XorPreferred"/> (survives the chunk). The high three: the head's flags.</summary>
    public byte Traits;

    /// <summary>The form that the series' next chunk should begin with.</summary>
    public byte Preference
    {
        readonly get => (byte)(Traits & FloatChunkForm.PreferenceMask);
        set => Traits = (byte)((Traits & ~FloatChunkForm.PreferenceMask) | value);
    }

    /// <summary>The newest value.</summary>
    public readonly double LastValue => BitConverter.Int64BitsToDouble(LastBits);

    /// <summary>The first timestamp.</summary>
    public readonly long FirstTime => LastTime - Duration;

    /// <summary>The encoding of the bytes.</summary>
    public readonly ChunkEncoding Encoding => (Form & FloatChunkForm.Xor) != 0 ? ChunkEncoding.Xor : ChunkEncoding.Decimal;

    /// <summary>True when samples carry start timestamps.</summary>
    public readonly bool HasStarts => (Form & FloatChunkForm.Starts) != 0;
}
