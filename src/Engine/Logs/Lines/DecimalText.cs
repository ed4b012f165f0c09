using System.Numerics;

namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Decimal digits as numbers and back.</summary>
internal static class DecimalText
{
    /// <summary>Room for every number with its leading zeros that a column holds.</summary>
    public const int MaxLength = 40;

    private static readonly long[] s_powers = BuildPowers();

    /// <summary>How many digits a number that is not negative has.</summary>
    public static int LengthOf(long value)
    {
        // Bits times log10(2) is right or one too few.
        int guess = (64 - BitOperations.LeadingZeroCount((ulong)value | 1)) * 1233 >> 12;
        return guess + ((value | 1) >= s_powers[guess] ? 1 : 0);
    }

    /// <summary>Reads digits alone, at most 18.</summary>
    public static bool TryRead(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        if (digits.IsEmpty || digits.Length > LineTokenizer.MaxNumberDigits)
        {
            return false;
        }

        foreach (byte digit in digits)
        {
            if ((uint)(digit - '0') > 9)
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    private static long[] BuildPowers()
    {
        long[] powers = new long[20];
        powers[0] = 1;
        for (int i = 1; i < 19; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        powers[19] = long.MaxValue;
        return powers;
    }
}
