using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.Common.Numbers;

/// <summary>
/// Floating-point numbers as texts, always with the fewest digits that read back to the same value. Not finite ones are <c>NaN</c>, <c>+Inf</c> and <c>-Inf</c>; negative
/// zero keeps its sign.
/// </summary>
public static class PrometheusFloat
{
    /// <summary>The most bytes that <see cref="WriteSample"/> writes.</summary>
    public const int MaxSampleLength = 32;

    // 308 digits before the point, or 324 + 17 behind it.
    private const int MaxFixedLength = 352;

    /// <summary>Writes a sample's value as Prometheus' HTTP API does, without the quotes: plain digits from 1e-6 up to 1e21, else <c>1e-07</c>. Returns the length.</summary>
    public static int WriteSample(double value, Span<byte> destination)
    {
        double magnitude = Math.Abs(value);
        if (magnitude < 1L << 53 && (long)value is var integer && integer == value && (integer != 0 || !double.IsNegative(value)))
        {
            integer.TryFormat(destination, out int length, default, CultureInfo.InvariantCulture);
            return length;
        }

        return magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21) ? WriteExponent(value, destination) : WriteFixed(value, destination);
    }

    /// <summary>A sample's value as Prometheus' HTTP API writes it.</summary>
    public static string FormatSample(double value)
    {
        Span<byte> buffer = stackalloc byte[MaxSampleLength];
        return Encoding.ASCII.GetString(buffer[..WriteSample(value, buffer)]);
    }

    /// <summary>Plain digits without an exponent, however many: Go's <c>%f</c> with the shortest precision. Labels of <c>count_values</c> and literals in queries.</summary>
    public static string FormatFixed(double value)
    {
        Span<byte> buffer = stackalloc byte[MaxFixedLength];
        return Encoding.ASCII.GetString(buffer[..WriteFixed(value, buffer)]);
    }

    /// <summary>Go's <c>%g</c> or <c>%v</c>: an exponent below 1e-4 and from 1e6.</summary>
    public static string FormatGeneral(double value)
    {
        Span<byte> buffer = stackalloc byte[MaxFixedLength];
        return Encoding.ASCII.GetString(buffer[..WriteGeneral(value, buffer)]);
    }

    /// <summary>Go's <c>%.Ng</c>: at most so many significant digits.</summary>
    public static string FormatGeneral(double value, int significantDigits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(significantDigits, 1);
        if (!double.IsFinite(value))
        {
            return FormatFixed(value);
        }

        string rounded = value.ToString($"E{significantDigits - 1}", CultureInfo.InvariantCulture);
        int e = rounded.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(rounded.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        double nearest = double.Parse(rounded, CultureInfo.InvariantCulture);
        Span<byte> buffer = stackalloc byte[MaxFixedLength];
        int length = exponent < -4 || exponent >= significantDigits ? WriteExponent(nearest, buffer) : WriteFixed(nearest, buffer);
        return Encoding.ASCII.GetString(buffer[..length]);
    }

    /// <summary>As OpenMetrics writes the bounds of buckets and quantiles: like <see cref="FormatGeneral(double)"/>, and whole numbers as <c>1.0</c>.</summary>
    public static string FormatOpenMetrics(double value)
    {
        string text = FormatGeneral(value);
        return !double.IsFinite(value) || text.AsSpan().IndexOfAny('.', 'e') >= 0 ? text : text + ".0";
    }

    private static int WriteGeneral(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value))
        {
            return WriteNotFinite(value, destination);
        }

        Span<byte> buffer = stackalloc byte[MaxSampleLength];
        int exponent = ShortestDigits.Of(value, buffer).Point - 1;
        return exponent is < -4 or >= 6 ? WriteExponent(value, destination) : WriteFixed(value, destination);
    }

    private static int WriteFixed(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value))
        {
            return WriteNotFinite(value, destination);
        }

        Span<byte> buffer = stackalloc byte[MaxSampleLength];
        ShortestDigits shortest = ShortestDigits.Of(value, buffer);
        ReadOnlySpan<byte> digits = shortest.Digits;
        int length = WriteSign(value, destination);
        int whole = Math.Max(shortest.Point, 0);
        for (int i = 0; i < whole; i++)
        {
            destination[length++] = i < digits.Length ? digits[i] : (byte)'0';
        }

        if (whole == 0)
        {
            destination[length++] = (byte)'0';
        }

        if (digits.Length > shortest.Point)
        {
            destination[length++] = (byte)'.';
            int zeros = Math.Max(-shortest.Point, 0);
            destination.Slice(length, zeros).Fill((byte)'0');
            length += zeros;
            digits[whole..].CopyTo(destination[length..]);
            length += digits.Length - whole;
        }

        return length;
    }

    private static int WriteExponent(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value))
        {
            return WriteNotFinite(value, destination);
        }

        Span<byte> buffer = stackalloc byte[MaxSampleLength];
        ShortestDigits shortest = ShortestDigits.Of(value, buffer);
        ReadOnlySpan<byte> digits = shortest.Digits;
        int length = WriteSign(value, destination);
        destination[length++] = digits[0];
        if (digits.Length > 1)
        {
            destination[length++] = (byte)'.';
            digits[1..].CopyTo(destination[length..]);
            length += digits.Length - 1;
        }

        int exponent = value == 0 ? 0 : shortest.Point - 1;
        destination[length++] = (byte)'e';
        destination[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(exponent).TryFormat(destination[length..], out int written, "00", CultureInfo.InvariantCulture);
        return length + written;
    }

    private static int WriteSign(double value, Span<byte> destination)
    {
        destination[0] = (byte)'-';
        return double.IsNegative(value) ? 1 : 0;
    }

    private static int WriteNotFinite(double value, Span<byte> destination)
    {
        ReadOnlySpan<byte> text = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
        text.CopyTo(destination);
        return text.Length;
    }
}
