using System.Numerics;

namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Comparison of bytes that takes ASCII letters of both cases for the same and leaves all other bytes alone, so it works on text of any encoding.</summary>
internal static class AsciiCase
{
    /// <summary>The lower-case form of one byte.</summary>
    public static byte Lower(byte value) => (uint)(value - 'A') <= 'Z' - 'A' ? (byte)(value | 0x20) : value;

    /// <summary>Writes the lower-case form of <paramref name="source"/>, which may be the destination itself.</summary>
    public static void ToLower(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int at = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var first = new Vector<byte>((byte)'A');
            var letters = new Vector<byte>('Z' - 'A' + 1);
            var bit = new Vector<byte>(0x20);
            for (; at <= source.Length - Vector<byte>.Count; at += Vector<byte>.Count)
            {
                var bytes = new Vector<byte>(source[at..]);
                Vector<byte> isUpper = Vector.LessThan(bytes - first, letters);
                (bytes | (isUpper & bit)).CopyTo(destination[at..]);
            }
        }

        for (; at < source.Length; at++)
        {
            destination[at] = Lower(source[at]);
        }
    }

    /// <summary>The lower-case form in memory of its own.</summary>
    public static byte[] ToLower(ReadOnlySpan<byte> source)
    {
        byte[] lower = new byte[source.Length];
        ToLower(source, lower);
        return lower;
    }

    /// <summary>Is <paramref name="value"/>, in lower case, <paramref name="lower"/>?</summary>
    public static bool EqualsLower(ReadOnlySpan<byte> value, ReadOnlySpan<byte> lower)
    {
        if (value.Length != lower.Length)
        {
            return false;
        }

        for (int i = 0; i < value.Length; i++)
        {
            if (Lower(value[i]) != lower[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where <paramref name="value"/> contains <paramref name="lower"/> first; negative when it does not. Jumps from candidate to candidate by the first byte in both cases.</summary>
    public static int IndexOfLower(ReadOnlySpan<byte> value, ReadOnlySpan<byte> lower)
    {
        if (lower.IsEmpty)
        {
            return 0;
        }

        byte first = lower[0], other = first is >= (byte)'a' and <= (byte)'z' ? (byte)(first & ~0x20) : first;
        int last = value.Length - lower.Length;
        for (int at = 0; at <= last;)
        {
            int distance = value[at..(last + 1)].IndexOfAny(first, other);
            if (distance < 0)
            {
                return -1;
            }

            at += distance;
            if (EqualsLower(value.Slice(at, lower.Length), lower))
            {
                return at;
            }

            at++;
        }

        return -1;
    }
}
