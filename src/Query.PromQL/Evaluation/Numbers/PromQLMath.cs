namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>Arithmetic whose corners the language defines differently from <see cref="Math"/>.</summary>
internal static class PromQLMath
{
    private const double SmallestNormal = 2.2250738585072014E-308;

    // Prometheus on amd64 takes the mantissa of a subnormal number for a normal one of the exponent -1023 in this logarithm (not in the one to base 2).
    private const int SubnormalExponent = -1023;

    /// <summary>The natural logarithm, for subnormal numbers as Prometheus computes it.</summary>
    public static double Ln(double value) =>
        double.IsSubnormal(value) && value > 0 ? Math.Log(1 + (value / SmallestNormal)) + (SubnormalExponent * Math.Log(2)) : Math.Log(value);

    /// <summary>The logarithm to base 10, for subnormal numbers as Prometheus computes it.</summary>
    public static double Log10(double value) => double.IsSubnormal(value) ? Ln(value) / Math.Log(10) : Math.Log10(value);

    /// <summary>The larger one; +Inf beats NaN, NaN beats the rest.</summary>
    public static double Max(double left, double right) =>
        double.IsPositiveInfinity(left) || double.IsPositiveInfinity(right) ? double.PositiveInfinity : Math.Max(left, right);

    /// <summary>The smaller one; -Inf beats NaN, NaN beats the rest.</summary>
    public static double Min(double left, double right) =>
        double.IsNegativeInfinity(left) || double.IsNegativeInfinity(right) ? double.NegativeInfinity : Math.Min(left, right);

    /// <summary>Equal up to a relative difference; zero only equals what is practically zero.</summary>
    public static bool AlmostEqual(double left, double right, double tolerance)
    {
        if (left == right || (double.IsNaN(left) && double.IsNaN(right)))
        {
            return true;
        }

        double sum = Math.Abs(left) + Math.Abs(right);
        double difference = Math.Abs(left - right);
        return left == 0 || right == 0 || sum < SmallestNormal
            ? difference < tolerance * SmallestNormal
            : difference / Math.Min(sum, double.MaxValue) < tolerance;
    }
}
