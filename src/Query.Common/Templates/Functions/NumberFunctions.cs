using System.Globalization;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Templates.Functions;

/// <summary>Arithmetic that template libraries share. Arguments are converted: texts that are no numbers count as 0.</summary>
public static class NumberFunctions
{
    private const int DecimalPlaces = 16;

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, TemplateFunction> All { get; } = new Dictionary<string, TemplateFunction>(StringComparer.Ordinal)
    {
        ["int"] = TemplateFunction.Of(TemplateKind.Any, static value => ToInteger(value)),
        ["float64"] = TemplateFunction.Of(TemplateKind.Any, static value => ToFloat(value)),
        ["add"] = new([TemplateKind.Any], static arguments => arguments.Aggregate(0L, static (sum, value) => unchecked(sum + ToInteger(value))), IsVariadic: true),
        ["sub"] = TemplateFunction.Of(TemplateKind.Any, TemplateKind.Any, static (left, right) => unchecked(ToInteger(left) - ToInteger(right))),
        ["mul"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => arguments.Aggregate(1L, static (product, value) => unchecked(product * ToInteger(value))), IsVariadic: true),
        ["div"] = TemplateFunction.Of(TemplateKind.Any, TemplateKind.Any, static (left, right) => Divide(ToInteger(left), ToInteger(right)).Quotient),
        ["mod"] = TemplateFunction.Of(TemplateKind.Any, TemplateKind.Any, static (left, right) => Divide(ToInteger(left), ToInteger(right)).Remainder),
        ["max"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => arguments.Max(ToInteger), IsVariadic: true),
        ["min"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => arguments.Min(ToInteger), IsVariadic: true),
        ["addf"] = new([TemplateKind.Any], static arguments => Fold(arguments, 0, static (left, right) => left + right, static (left, right) => left + right), IsVariadic: true),
        ["subf"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => Fold(arguments, null, static (left, right) => left - right, static (left, right) => left - right), IsVariadic: true),
        ["mulf"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => Fold(arguments, null, static (left, right) => left * right, static (left, right) => left * right), IsVariadic: true),
        ["divf"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => Fold(arguments, null, DivideDecimals, static (left, right) => left / right), IsVariadic: true),
        ["maxf"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => arguments.Select(ToFloat).Aggregate(Math.Max), IsVariadic: true),
        ["minf"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => arguments.Select(ToFloat).Aggregate(Math.Min), IsVariadic: true),
        ["ceil"] = TemplateFunction.Of(TemplateKind.Any, static value => Math.Ceiling(ToFloat(value))),
        ["floor"] = TemplateFunction.Of(TemplateKind.Any, static value => Math.Floor(ToFloat(value))),
        ["round"] = new([TemplateKind.Any, TemplateKind.Integer, TemplateKind.Float], static arguments => Round(ToFloat(arguments[0]), (long)arguments[1]!, arguments.Length > 2 ? (double)arguments[2]! : 0.5), IsVariadic: true),
    };

    /// <summary>A value as a whole number; 0 when it is none.</summary>
    public static long ToInteger(object? value) => value switch
    {
        long number => number,
        double number => double.IsNaN(number) ? 0 : (long)number,
        bool flag => flag ? 1 : 0,
        string text => FromText(text),
        _ => 0,
    };

    /// <summary>A value as a floating-point number; 0 when it is none.</summary>
    public static double ToFloat(object? value) => value switch
    {
        long number => number,
        double number => number,
        bool flag => flag ? 1 : 0,
        string text => GoNumber.TryParseFloat(GoLiteral.Encode(text), out double number) ? number : 0,
        _ => 0,
    };

    // "5.00" is the whole number 5, "5.5" is none.
    private static long FromText(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        if (point > 0 && text.AsSpan(point + 1).TrimStart('0').IsEmpty)
        {
            text = text[..point];
        }

        return GoNumber.TryParseInteger(GoLiteral.Encode(text), out long number) ? number : 0;
    }

    private static (long Quotient, long Remainder) Divide(long left, long right) =>
        right == 0 ? throw new TemplateFunctionException("runtime error: integer divide by zero") : right == -1 ? (unchecked(-left), 0) : Math.DivRem(left, right);

    // In decimal, as the libraries do, so that 0.1 and 0.2 are 0.3; beyond what a decimal holds in floating point.
    private static double Fold(object?[] arguments, double? seed, Func<decimal, decimal, decimal> fold, Func<double, double, double> approximate)
    {
        double[] values = [.. seed is { } first ? [first] : Array.Empty<double>(), .. arguments.Select(ToFloat)];
        try
        {
            return (double)values.Select(static value => decimal.Parse(PrometheusFloat.FormatFixed(value), NumberStyles.Float, CultureInfo.InvariantCulture)).Aggregate(fold);
        }
        catch (Exception failure) when (failure is OverflowException or FormatException)
        {
            return values.Aggregate(approximate);
        }
    }

    private static decimal DivideDecimals(decimal left, decimal right) =>
        right == 0 ? throw new TemplateFunctionException("decimal division by 0") : Math.Round(left / right, DecimalPlaces, MidpointRounding.AwayFromZero);

    private static double Round(double value, long places, double upFrom)
    {
        double power = Math.Pow(10, places), digit = power * value, whole = Math.Truncate(digit);
        return (digit - whole >= upFrom ? Math.Ceiling(digit) : Math.Floor(digit)) / power;
    }
}
