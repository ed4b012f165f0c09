using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Encodings;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>
/// Writes <see cref="ChunkEncoding.Decimal"/>. After the header byte (<see cref="FloatChunkForm"/>) comes one token per sample, a varint of
/// <c>zigzag(number - previous number) * 2 + (delta of delta is not zero)</c>, followed by the zigzag delta of delta when flagged and by the zigzag difference of start timestamps when
/// the chunk has them. A value that is no decimal is an escape: the overlong two-byte varint <c>0x80|flag|kind*2, 0x00</c> takes the token's place, followed by the raw bits for
/// <see cref="RawKind"/>; the next number is coded against 0. The first timestamp is the chunk's <see cref="Chunk.MinTime"/> and not stored.
/// </summary>
internal static class DecimalChunkAppender
{
    /// <summary>The stale marker.</summary>
    public const int StaleKind = 0;

    /// <summary>Eight raw bytes.</summary>
    public const int RawKind = 1;

    // More raw values than this, and one for each so many samples, and XOR is the better form.
    private const int FreeRawValues = 6;
    private const int SamplesPerRawValue = 32;

    private const int LargestStep = 4;

    /// <summary>No sample takes more bytes.</summary>
    public const int MaxSampleSize = 32;

    /// <summary>Starts a chunk with its first sample; returns the number of bytes written. The chunk's count stays 0 when the exponent does not suit the value.</summary>
    public static int Begin(ref OpenFloatChunk chunk, int exponent, bool starts, long timestamp, long bits, long start, ref long lastStart, Span<byte> destination)
    {
        chunk.Form = (byte)(exponent | (starts ? FloatChunkForm.Starts : 0));
        chunk.LeadingOrRaw = 0;
        chunk.WidthOrEscaped = 1;
        chunk.UsedBits = 8;
        chunk.Delta = 0;
        chunk.Duration = 0;
        chunk.Count = 0;
        chunk.LastTime = timestamp;
        destination[0] = chunk.Form;
        lastStart = 0;
        return 1 + Append(ref chunk, timestamp, bits, start, ref lastStart, destination[1..]);
    }

    /// <summary>
    /// Appends a sample that is newer than the last one by at most <see cref="int.MaxValue"/> ms; returns the number of bytes written, 0 when the chunk cannot take the value.
    /// </summary>
    public static int Append(ref OpenFloatChunk chunk, long timestamp, long bits, long start, ref long lastStart, Span<byte> destination)
    {
        int exponent = chunk.Form & FloatChunkForm.ExponentMask;
        int delta = (int)(timestamp - chunk.LastTime);
        long deltaOfDelta = (long)delta - chunk.Delta;
        ulong flag = deltaOfDelta != 0 ? 1UL : 0;
        int at;
        byte escaped = 0;
        if (DecimalScale.TryScale(BitConverter.Int64BitsToDouble(bits), exponent, out long number))
        {
            at = Varint.Write(destination, (Varint.ZigZag(number - PreviousNumber(chunk, exponent)) << 1) | flag);
        }
        else if (bits == SampleValue.StaleBits)
        {
            at = WriteEscape(destination, StaleKind, flag);
            escaped = 1;
        }
        else if (TakesRaw(chunk, exponent, bits))
        {
            at = WriteEscape(destination, RawKind, flag);
            chunk.LeadingOrRaw++;
            escaped = 1;
        }
        else
        {
            return 0;
        }

        if (flag != 0)
        {
            at += Varint.Write(destination[at..], Varint.ZigZag(deltaOfDelta));
        }

        if (escaped != 0 && bits != SampleValue.StaleBits)
        {
            BinaryPrimitives.WriteInt64LittleEndian(destination[at..], bits);
            at += 8;
        }

        if ((chunk.Form & FloatChunkForm.Starts) != 0)
        {
            at += Varint.Write(destination[at..], Varint.ZigZag(start - lastStart));
            lastStart = start;
        }

        chunk.WidthOrEscaped = escaped;
        chunk.LastTime = timestamp;
        chunk.LastBits = bits;
        chunk.Delta = delta;
        chunk.Duration += delta;
        chunk.Count++;
        return at;
    }

    /// <summary>The number that the next one is coded against.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long PreviousNumber(in OpenFloatChunk chunk, int exponent) =>
        chunk.WidthOrEscaped != 0 ? 0 : DecimalScale.Scale(chunk.LastValue, DecimalScale.Power(exponent));

    // A value of slightly more digits is worth another exponent; one of many more, or of none at all, is better kept apart while such values are few.
    private static bool TakesRaw(in OpenFloatChunk chunk, int exponent, long bits)
    {
        if (chunk.LeadingOrRaw >= Math.Min(byte.MaxValue, FreeRawValues + (chunk.Count / SamplesPerRawValue)) || chunk.Count == 0)
        {
            return false;
        }

        int needed = DecimalScale.FindExponent(BitConverter.Int64BitsToDouble(bits), exponent + 1);
        return needed < 0 || (needed > exponent + LargestStep && chunk.Count > 1);
    }

    private static int WriteEscape(Span<byte> destination, int kind, ulong flag)
    {
        destination[0] = (byte)(0x80 | (kind << 1) | (int)flag);
        destination[1] = 0;
        return 2;
    }
}
