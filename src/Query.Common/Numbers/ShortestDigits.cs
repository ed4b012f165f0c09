using System.Globalization;

namespace Orleans.Obs.Query.Common.Numbers;

/// <summary>The fewest decimal digits that identify a finite number: its magnitude is 0.d1d2d3… × 10^<see cref="Point"/>. Zero has the one digit 0 and point 1.</summary>
internal readonly ref struct ShortestDigits
{
    private ShortestDigits(ReadOnlySpan<byte> digits, int point)
    {
        Digits = digits;
        Point = point;
    }

    public ReadOnlySpan<byte> Digits { get; }

    public int Point { get; }

    /// <summary>Finds the digits; <paramref name="buffer"/> needs 32 bytes.</summary>
    public static ShortestDigits Of(double value, Span<byte> buffer)
    {
        Math.Abs(value).TryFormat(buffer, out int length, "R", CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> text = buffer[..length];
        int exponent = 0;
        int e = text.IndexOf((byte)'E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            length = e;
        }

        // Close the gap that the decimal point leaves.
        int point = buffer[..length].IndexOf((byte)'.');
        if (point < 0)
        {
            point = length;
        }
        else
        {
            buffer[(point + 1)..length].CopyTo(buffer[point..]);
            length--;
        }

        int zeros = buffer[..length].IndexOfAnyExcept((byte)'0');
        return zeros < 0
            ? new ShortestDigits("0"u8, 1)
            : new ShortestDigits(buffer[zeros..length].TrimEnd((byte)'0'), point - zeros + exponent);
    }
}
