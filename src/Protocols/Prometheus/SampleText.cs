using System.Buffers.Text;
using System.Globalization;

namespace Orleans.Obs.Protocols.Prometheus;

/// <summary>
/// Prints numbers as Prometheus' HTTP API does: the fewest digits that read back as the same value, without exponent between 1e-6 and 1e21, otherwise with a signed exponent of at
/// least two digits; NaN, +Inf, -Inf. Whole numbers and decimals of few digits, which is what most samples are, take a short way.
/// </summary>
public static class SampleText
{
    /// <summary>Room for any value that <see cref="WriteValue"/> prints.</summary>
    public const int MaxValueLength = 32;

    /// <summary>Room for any value that <see cref="WritePlain"/> prints.</summary>
    public const int MaxPlainLength = 350;

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
                double scaled = Math.Round(magnitude * PowersOfTen[decimals]);
                if (scaled / PowersOfTen[decimals] == magnitude)
                {
                    return WriteDecimal((long)scaled, decimals, value < 0, destination);
                }
            }
        }

        return WriteAny(value, alwaysPlain: false, destination);
    }

    /// <summary>Prints a value without an exponent, however long it gets, as scalars are printed; returns the number of bytes.</summary>
    public static int WritePlain(double value, Span<byte> destination) => WriteAny(value, alwaysPlain: true, destination);

    /// <summary>Prints milliseconds as seconds: without a fraction or with exactly three digits; returns the number of bytes.</summary>
    public static int WriteTimestamp(long milliseconds, Span<byte> destination)
    {
        int at = 0;
        ulong magnitude = milliseconds < 0 ? 0 - (ulong)milliseconds : (ulong)milliseconds;
        if (milliseconds < 0)
        {
            destination[at++] = (byte)'-';
        }

        (ulong seconds, ulong rest) = Math.DivRem(magnitude, 1000);
        Utf8Formatter.TryFormat(seconds, destination[at..], out int written);
        at += written;
        if (rest == 0)
        {
            return at;
        }

        destination[at++] = (byte)'.';
        destination[at++] = (byte)('0' + rest / 100);
        destination[at++] = (byte)('0' + rest / 10 % 10);
        destination[at++] = (byte)('0' + rest % 10);
        return at;
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

    private static int WriteAny(double value, bool alwaysPlain, Span<byte> destination)
    {
        if (!double.IsFinite(value))
        {
            ReadOnlySpan<byte> name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
            name.CopyTo(destination);
            return name.Length;
        }

        // The shortest digits that read back, as .NET lays them out: 123.45 or 1.2345E+20.
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        int at = 0;
        if (text[0] == '-')
        {
            destination[at++] = (byte)'-';
            text = text[1..];
        }

        Span<byte> digits = stackalloc byte[24];
        int count = 0, point = 0, exponent = 0;
        bool seenPoint = false;
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (c == '.')
            {
                seenPoint = true;
            }
            else if (c == 'E')
            {
                exponent = int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else if (count > 0 || c != '0')
            {
                digits[count++] = c;
                point += seenPoint ? 0 : 1;
            }
            else
            {
                point -= seenPoint ? 1 : 0;
            }
        }

        if (count == 0)
        {
            destination[at++] = (byte)'0';
            return at;
        }

        // The value is 0.digits times ten to the point.
        point += exponent;
        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        digits = digits[..count];
        bool plain = alwaysPlain || (Math.Abs(value) >= 1e-6 && Math.Abs(value) < 1e21);
        return at + (plain ? WriteFixed(digits, point, destination[at..]) : WriteExponent(digits, point - 1, destination[at..]));
    }

    private static int WriteFixed(ReadOnlySpan<byte> digits, int point, Span<byte> destination)
    {
        if (point <= 0)
        {
            int zeros = -point;
            "0."u8.CopyTo(destination);
            destination.Slice(2, zeros).Fill((byte)'0');
            digits.CopyTo(destination[(2 + zeros)..]);
            return 2 + zeros + digits.Length;
        }

        if (point >= digits.Length)
        {
            digits.CopyTo(destination);
            destination[digits.Length..point].Fill((byte)'0');
            return point;
        }

        digits[..point].CopyTo(destination);
        destination[point] = (byte)'.';
        digits[point..].CopyTo(destination[(point + 1)..]);
        return digits.Length + 1;
    }

    private static int WriteExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        int at = 0;
        destination[at++] = digits[0];
        if (digits.Length > 1)
        {
            destination[at++] = (byte)'.';
            digits[1..].CopyTo(destination[at..]);
            at += digits.Length - 1;
        }

        destination[at++] = (byte)'e';
        destination[at++] = exponent < 0 ? (byte)'-' : (byte)'+';
        int magnitude = Math.Abs(exponent);
        if (magnitude < 10)
        {
            destination[at++] = (byte)'0';
        }

        Utf8Formatter.TryFormat(magnitude, destination[at..], out int written);
        return at + written;
    }
}
