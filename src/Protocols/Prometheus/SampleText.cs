using System.Buffers.Text;
using System.Globalization;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Protocols.Prometheus;

/// <summary>
/// Prints samples' values as <see cref="PrometheusFloat.WriteSample"/> does, with a short way for what most of them are: whole numbers and decimals of few digits.
/// </summary>
public static class SampleText
{
    private static ReadOnlySpan<double> PowersOfTen => [1, 10, 100, 1000, 10_000];

    /// <summary>Prints a sample value and returns the number of bytes.</summary>
    public static int WriteValue(double value, Span<byte> destination)
    {
        double magnitude = Math.Abs(value);
        if (magnitude < 1e11 && magnitude >= 1e-3)
        {
            for (int decimals = 0; decimals < PowersOfTen.Length; decimals++)
            {
                // At most fifteen digits: then no shorter text reads back as this value, and this one does.
                double scaled = magnitude * PowersOfTen[decimals];
                double digits = Math.Round(scaled);
                if (Math.Abs(scaled - digits) < 1e-3 && digits / PowersOfTen[decimals] == magnitude)
                {
                    return WriteDecimal((long)digits, decimals, value < 0, destination);
                }
            }

            // In this range .NET prints the fewest digits that read back, without an exponent.
            value.TryFormat(destination, out int length, default, CultureInfo.InvariantCulture);
            return length;
        }

        return PrometheusFloat.WriteSample(value, destination);
    }

    private static int WriteDecimal(long digits, int decimals, bool negative, Span<byte> destination)
    {
        int at = 0;
        if (negative)
        {
            destination[at++] = (byte)'-';
        }

        Utf8Formatter.TryFormat(digits, destination[at..], out int length);
        if (decimals == 0)
        {
            return at + length;
        }

        Span<byte> text = destination[at..];
        int whole = length - decimals;
        if (whole > 0)
        {
            text[whole..length].CopyTo(text[(whole + 1)..]);
            text[whole] = (byte)'.';
            return at + length + 1;
        }

        text[..length].CopyTo(text[(2 - whole)..]);
        text[..(2 - whole)].Fill((byte)'0');
        text[1] = (byte)'.';
        return at + decimals + 2;
    }
}
