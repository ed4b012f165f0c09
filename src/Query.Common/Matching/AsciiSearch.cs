using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>Looks for bytes without regard to the case of ASCII letters.</summary>
public static class AsciiSearch
{
    // From common to rare in log lines; what is missing is rarer still.
    private const string Common = " e0t1a2onirsl3d45c6789umpfhg.:-_/=\"by,wvk[]";

    /// <summary>
    /// Where a lower-case needle is first found, or -1. Two of its bytes, the rarest two, are compared at 32 places at once; what passes is compared whole.
    /// </summary>
    public static int IndexOfIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerNeedle)
    {
        int last = text.Length - lowerNeedle.Length;
        if (last < 0 || lowerNeedle.IsEmpty)
        {
            return lowerNeedle.IsEmpty ? 0 : -1;
        }

        (int first, int second) = Anchors(lowerNeedle);
        Vector256<byte> one = Vector256.Create(lowerNeedle[first]), other = Vector256.Create(lowerNeedle[second]);
        Vector256<byte> oneCase = Vector256.Create(CaseBit(lowerNeedle[first])), otherCase = Vector256.Create(CaseBit(lowerNeedle[second]));
        ref byte start = ref MemoryMarshal.GetReference(text);
        int at = 0;
        for (; at + Vector256<byte>.Count - 1 <= last; at += Vector256<byte>.Count)
        {
            Vector256<byte> left = Vector256.LoadUnsafe(ref start, (nuint)(at + first)) | oneCase, right = Vector256.LoadUnsafe(ref start, (nuint)(at + second)) | otherCase;
            uint hits = (Vector256.Equals(left, one) & Vector256.Equals(right, other)).ExtractMostSignificantBits();
            for (; hits != 0; hits &= hits - 1)
            {
                int candidate = at + BitOperations.TrailingZeroCount(hits);
                if (EqualsIgnoreCase(text.Slice(candidate, lowerNeedle.Length), lowerNeedle))
                {
                    return candidate;
                }
            }
        }

        for (; at <= last; at++)
        {
            if (EqualsIgnoreCase(text.Slice(at, lowerNeedle.Length), lowerNeedle))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool EqualsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (int i = 0; i < lower.Length; i++)
        {
            if ((text[i] | CaseBit(lower[i])) != lower[i])
            {
                return false;
            }
        }

        return true;
    }

    private static byte CaseBit(byte lower) => lower is >= (byte)'a' and <= (byte)'z' ? (byte)0x20 : (byte)0;

    private static (int First, int Second) Anchors(ReadOnlySpan<byte> needle)
    {
        int first = 0, second = needle.Length - 1;
        for (int i = 0; i < needle.Length; i++)
        {
            if (Rarity(needle[i]) > Rarity(needle[first]))
            {
                (first, second) = (i, first);
            }
            else if (i != first && (second == first || Rarity(needle[i]) > Rarity(needle[second])))
            {
                second = i;
            }
        }

        return (first, second);
    }

    private static int Rarity(byte value) => Common.IndexOf((char)value, StringComparison.Ordinal) is var index and >= 0 ? index : Common.Length;
}
