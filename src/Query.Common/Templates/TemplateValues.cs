using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>What is known about the values of templates: how they print, which count as true, how they compare.</summary>
public static class TemplateValues
{
    /// <summary>The value as Go's <c>%v</c> prints it; null is <c>&lt;nil&gt;</c>.</summary>
    public static string Print(object? value) => value switch
    {
        null => "<nil>",
        string text => text,
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => PrintFloat(number),
        ITemplateMap map => $"map[{string.Join(' ', map.Keys.Select(key => $"{key}:{Print(map.TryGet(key, out object? element) ? element : null)}"))}]",
        IReadOnlyList<object?> list => $"[{string.Join(' ', list.Select(Print))}]",
        _ => value.ToString() ?? "",
    };

    /// <summary>False for null, false, 0, empty texts, lists and maps; true for everything else.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        string text => text.Length > 0,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        ITemplateMap map => map.Count > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        _ => true,
    };

    /// <summary>The name of the type of a value in Go.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "<nil>",
        string => "string",
        bool => "bool",
        long => "int",
        double => "float64",
        GoTime => "time.Time",
        ITemplateMap => "map[string]interface {}",
        IReadOnlyList<object?> => "[]interface {}",
        _ => value.GetType().Name,
    };

    /// <summary>Are two values the same? Only values of one kind can be compared.</summary>
    /// <exception cref="TemplateFunctionException">They can't be compared.</exception>
    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string one, string other) => one == other,
        (bool one, bool other) => one == other,
        (long one, long other) => one == other,
        (double one, double other) => one == other,
        (GoTime one, GoTime other) => one.UnixNanoseconds == other.UnixNanoseconds,
        (ITemplateMap or IReadOnlyList<object?>, _) or (_, ITemplateMap or IReadOnlyList<object?>) => throw new TemplateFunctionException($"non-comparable type {Print(left)}: {TypeOf(left)}"),
        _ => throw new TemplateFunctionException("incompatible types for comparison"),
    };

    /// <summary>Does one value come before another of the same kind?</summary>
    /// <exception cref="TemplateFunctionException">They have no order.</exception>
    public static bool IsLess(object? left, object? right) => (left, right) switch
    {
        (string one, string other) => string.CompareOrdinal(one, other) < 0,
        (long one, long other) => one < other,
        (double one, double other) => one < other,
        (string or long or double, string or long or double) => throw new TemplateFunctionException("incompatible types for comparison"),
        _ => throw new TemplateFunctionException("invalid type for comparison"),
    };

    internal static string PrintFloat(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        // Plain digits from 1e-4 up to 1e21, and 1e+21 from there.
        double magnitude = Math.Abs(value);
        return magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e21) ? PrometheusFloat.FormatFixed(value) : ExponentForm(value);
    }

    internal static string ExponentForm(double value)
    {
        string text = value.ToString("E16", CultureInfo.InvariantCulture);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string digits = string.Concat(shortest.Split('E')[0].Where(char.IsAsciiDigit)).TrimStart('0').TrimEnd('0');
        digits = digits.Length == 0 ? "0" : digits;
        var result = new StringBuilder(value < 0 ? "-" : "").Append(digits[0]);
        if (digits.Length > 1)
        {
            result.Append('.').Append(digits.AsSpan(1));
        }

        return result.Append('e').Append(exponent < 0 ? '-' : '+').Append(CultureInfo.InvariantCulture, $"{Math.Abs(exponent):00}").ToString();
    }
}
