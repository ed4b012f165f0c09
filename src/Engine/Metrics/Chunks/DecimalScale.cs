using System.Runtime.CompilerServices;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>
/// Doubles that are short decimals, as integers. With |n| below 2^53 and 10^e exact, n / 10^e is the double nearest to the decimal, so a value that survives the way there and
/// back bit by bit may be stored as n.
/// </summary>
internal static class DecimalScale
{
    /// <summary>The largest exponent.</summary>
    public const int MaxExponent = 15;

    private const long Limit = 1L << 53;

    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Ten to the <paramref name="exponent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Power(int exponent) => s_powers[exponent & 15];

    /// <summary>Turns a value into an integer over 10^<paramref name="exponent"/>; false when that would lose a bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryScale(double value, int exponent, out long number)
    {
        double power = Power(exponent);
        number = Scale(value, power);
        return (ulong)(number + Limit) < 2 * (ulong)Limit
            && BitConverter.DoubleToInt64Bits(number / power) == BitConverter.DoubleToInt64Bits(value);
    }

    /// <summary>The integer of a value that is known to fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Scale(double value, double power) => double.ConvertToIntegerNative<long>(Math.Round(value * power));

    /// <summary>The smallest exponent, at least <paramref name="from"/>, under which a value fits; -1 when none does.</summary>
    public static int FindExponent(double value, int from = 0)
    {
        for (int exponent = from; exponent <= MaxExponent; exponent++)
        {
            if (TryScale(value, exponent, out _))
            {
                return exponent;
            }
        }

        return -1;
    }
}
