namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>
/// Logarithms as Prometheus answers on amd64. They differ from the exact ones for subnormal numbers only, whose mantissa it reads as that of a normal number with
/// the exponent -1023; the recorded answers pin this.
/// </summary>
internal static class PrometheusLogarithm
{
    private const double SmallestNormal = 2.2250738585072014e-308;
    private const int SubnormalExponent = -1023;

    public static double Natural(double value)
    {
        if (value is <= 0 or >= SmallestNormal || double.IsNaN(value))
        {
            return Math.Log(value);
        }

        double mantissa = 1 + (BitConverter.DoubleToInt64Bits(value) * Math.ScaleB(1, -52));
        return (SubnormalExponent * Math.Log(2)) + Math.Log(mantissa);
    }

    public static double Decimal(double value) => value is > 0 and < SmallestNormal ? Natural(value) / Math.Log(10) : Math.Log10(value);
}
