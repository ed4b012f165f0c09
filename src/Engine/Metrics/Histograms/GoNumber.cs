using System.Globalization;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Floats as Go's <c>%g</c> prints them, which is how Prometheus' texts and <c>count_values</c> show the numbers of histograms.</summary>
internal static class GoNumber
{
    /// <summary>The shortest digits that read back as the same value; an exponent from 1e+06 up and below 1e-4 down, where Go places it.</summary>
    public static string Format(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        // "E16" rounds; "R" gives the shortest digits but its own idea of where exponents begin.
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        ReadOnlySpan<char> mantissa = shortest.AsSpan(shortest[0] == '-' ? 1 : 0);
        int exponent = 0, e = mantissa.IndexOf('E');
        if (e >= 0)
        {
            exponent = int.Parse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..e];
        }

        int point = mantissa.IndexOf('.');
        string digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        int leading = digits.Length - digits.AsSpan().TrimStart('0').Length;
        exponent += (point < 0 ? mantissa.Length : point) - leading - 1;
        digits = digits.Trim('0');
        string sign = value < 0 ? "-" : "";
        if (exponent is < -4 or >= 6)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        return exponent < 0 ? sign + "0." + new string('0', -exponent - 1) + digits
            : digits.Length <= exponent + 1 ? sign + digits.PadRight(exponent + 1, '0')
            : sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }
}
