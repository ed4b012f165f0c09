namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>Quantiles of samples, between two of them in proportion.</summary>
internal static class Quantile
{
    /// <summary>The quantile; sorts the values. Below 0 and above 1 it is infinite.</summary>
    public static double Of(double quantile, double[] values)
    {
        if (quantile < 0 || quantile > 1)
        {
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        Array.Sort(values);
        double rank = quantile * (values.Length - 1);
        if (double.IsNaN(rank))
        {
            return double.NaN;
        }

        int lower = (int)Math.Max(0, Math.Floor(rank)), upper = Math.Min(values.Length - 1, lower + 1);
        double weight = rank - Math.Floor(rank);
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }
}
