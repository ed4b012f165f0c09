using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>
/// Recognises labels that a sender has already put into canonical form (see <see cref="Engine.Labels.LabelSet"/>), so that their bytes can be hashed and stored as
/// they came. One pass, no copies: names are compared by their first eight bytes as a big-endian number, and in full only where those agree.
/// </summary>
internal static class CanonicalLabels
{
    private const byte LabelTag = 0x0A;
    private const byte NameTag = 0x0A;
    private const byte ValueTag = 0x12;

    /// <summary>
    /// The length of the run of label fields that a TimeSeries message starts with, when each is <c>0x0A len 0x0A len name 0x12 len value</c> in minimal varints with a non-empty name
    /// and value and the names strictly ascend; otherwise -1. Nothing is said about what follows the run.
    /// </summary>
    public static int Measure(ReadOnlySpan<byte> series)
    {
        int at = 0;
        ulong lastKey = 0;
        int lastName = 0, lastLength = 0;
        while (at < series.Length && series[at] == LabelTag)
        {
            at++;
            int size = ReadLength(series, ref at);
            int end = at + size;
            if (size < 6 || end > series.Length || series[at] != NameTag)
            {
                return -1;
            }

            at++;
            int nameLength = ReadLength(series, ref at);
            int name = at;
            at += nameLength;
            if (nameLength <= 0 || at >= end || series[at] != ValueTag)
            {
                return -1;
            }

            at++;
            int valueLength = ReadLength(series, ref at);
            if (valueLength <= 0 || at + valueLength != end)
            {
                return -1;
            }

            ulong key = KeyOf(series, name, nameLength);
            if (key <= lastKey && (key < lastKey
                || series.Slice(lastName, lastLength).SequenceCompareTo(series.Slice(name, nameLength)) >= 0))
            {
                return -1;
            }

            (lastKey, lastName, lastLength) = (key, name, nameLength);
            at = end;
        }

        return at;
    }

    /// <summary>The first eight bytes of a name, zero-padded, as a number that orders as the bytes do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong KeyOf(ReadOnlySpan<byte> bytes, int start, int length)
    {
        if (start + 8 <= bytes.Length)
        {
            ulong key = BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(start, 8));
            return length >= 8 ? key : key & ~(ulong.MaxValue >> (length * 8));
        }

        ulong shortKey = 0;
        for (int i = 0; i < 8; i++)
        {
            shortKey = (shortKey << 8) | (i < length ? bytes[start + i] : 0u);
        }

        return shortKey;
    }

    /// <summary>Reads a minimal varint of at most 28 bits; -1 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadLength(ReadOnlySpan<byte> bytes, ref int at)
    {
        if ((uint)at < (uint)bytes.Length && bytes[at] < 0x80)
        {
            return bytes[at++];
        }

        return ReadLongLength(bytes, ref at);
    }

    private static int ReadLongLength(ReadOnlySpan<byte> bytes, ref int at)
    {
        int value = 0;
        for (int shift = 0; shift < 28 && at < bytes.Length; shift += 7)
        {
            int next = bytes[at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return next == 0 ? -1 : value;
            }
        }

        return -1;
    }
}
