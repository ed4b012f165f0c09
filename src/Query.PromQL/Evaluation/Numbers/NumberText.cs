using System.Globalization;

namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>Numbers as the messages and labels of the language print them, which is how C and Go do.</summary>
internal static class NumberText
{
    /// <summary>As <c>%g</c>: the shortest digits that round-trip, with an exponent below 1e-4 and from 1e6 on.</summary>
    public static string Shortest(double value) =>
        Special(value) ?? General(Digits.Of(value.ToString("R", CultureInfo.InvariantCulture)), 6);

    /// <summary>As <c>%.{digits}g</c>.</summary>
    public static string Rounded(double value, int digits) =>
        Special(value) ?? General(Digits.Of(value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture)), digits);

    /// <summary>The shortest digits that round-trip, never with an exponent.</summary>
    public static string Fixed(double value) => Special(value) ?? Digits.Of(value.ToString("R", CultureInfo.InvariantCulture)).Positional();

    private static string General(Digits digits, int precision) =>
        digits.Exponent < -4 || digits.Exponent >= precision ? digits.Scientific() : digits.Positional();

    private static string? Special(double value) => value switch
    {
        0 => double.IsNegative(value) ? "-0" : "0",
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => null,
    };

    /// <summary>A number as significant digits and the power of ten of the first one.</summary>
    private readonly record struct Digits(string Sign, string Significant, int Exponent)
    {
        /// <summary>Takes what .NET formats with "R" or "E".</summary>
        public static Digits Of(string text)
        {
            string sign = text[0] == '-' ? "-" : "";
            string[] parts = text[sign.Length..].Split('E');
            int exponent = parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
            int point = parts[0].IndexOf('.', StringComparison.Ordinal);
            string all = parts[0].Replace(".", "", StringComparison.Ordinal);
            string significant = all.TrimStart('0');
            return new(sign, significant.TrimEnd('0'), exponent + (point < 0 ? all.Length : point) - (all.Length - significant.Length) - 1);
        }

        public string Scientific() =>
            $"{Sign}{Significant[0]}{(Significant.Length > 1 ? "." + Significant[1..] : "")}e{(Exponent < 0 ? '-' : '+')}{Math.Abs(Exponent).ToString("00", CultureInfo.InvariantCulture)}";

        public string Positional() => Sign + (Exponent < 0 ? "0." + new string('0', -Exponent - 1) + Significant
            : Significant.Length <= Exponent + 1 ? Significant.PadRight(Exponent + 1, '0')
            : Significant[..(Exponent + 1)] + "." + Significant[(Exponent + 1)..]);
    }
}
