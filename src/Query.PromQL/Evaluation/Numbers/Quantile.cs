namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>Quantiles of plain values: linear between the two neighbours of the rank; NaN sorts first.</summary>
internal static class Quantile
{
    /// <summary>Sorts the values and returns the quantile; infinite outside [0, 1], NaN for no values.</summary>
    public static double Of(double quantile, Span<double> values)
    {
        if (values.IsEmpty || double.IsNaN(quantile))
        {
            return double.NaN;
        }

        if (quantile is < 0 or > 1)
        {
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        values.Sort();
        double rank = quantile * (values.Length - 1);
        double below = Math.Floor(rank), weight = rank - below;
        int lower = (int)below, upper = Math.Min(values.Length - 1, lower + 1);
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }

    /// <summary>A copy in a scratch array that grows when it must.</summary>
    public static Span<double> Copy(ReadOnlySpan<double> values, ref double[] scratch)
    {
        if (scratch.Length < values.Length)
        {
            scratch = new double[Math.Max(values.Length, 2 * scratch.Length)];
        }

        values.CopyTo(scratch);
        return scratch.AsSpan(0, values.Length);
    }
}
