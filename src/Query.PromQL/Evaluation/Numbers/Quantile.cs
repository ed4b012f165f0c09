namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>Quantiles of plain values: linear between the two neighbours of the rank; NaN is smaller than everything.</summary>
internal static class Quantile
{
    /// <summary>The quantile, infinite outside [0, 1], NaN for no values. Puts the values into another order.</summary>
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

        double rank = quantile * (values.Length - 1);
        double below = Math.Floor(rank), weight = rank - below;
        int lower = (int)below;
        int notNumbers = MoveNaNsToFront(values);
        Select(values[notNumbers..], lower - notNumbers);
        double upper = values[lower];
        if (lower + 1 < values.Length)
        {
            // Everything behind the selected rank is larger: the next one is the smallest of these.
            upper = lower + 1 < notNumbers ? double.NaN : Min(values[(lower + 1)..]);
        }

        return (values[lower] * (1 - weight)) + (upper * weight);
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

    private static int MoveNaNsToFront(Span<double> values)
    {
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                (values[i], values[count]) = (values[count], values[i]);
                count++;
            }
        }

        return count;
    }

    /// <summary>Puts the value of a rank at its place, nothing larger before it and nothing smaller behind (Hoare's selection, median of three; sorts when it goes badly).</summary>
    private static void Select(Span<double> values, int rank)
    {
        for (int rounds = 0; rank >= 0 && values.Length > 16; rounds++)
        {
            if (rounds > 64)
            {
                break;
            }

            double pivot = MedianOfThree(values[0], values[values.Length / 2], values[^1]);
            int left = 0, right = values.Length - 1;
            while (left <= right)
            {
                while (values[left] < pivot)
                {
                    left++;
                }

                while (values[right] > pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (values[left], values[right]) = (values[right], values[left]);
                    left++;
                    right--;
                }
            }

            if (rank <= right)
            {
                values = values[..(right + 1)];
            }
            else if (rank >= left)
            {
                values = values[left..];
                rank -= left;
            }
            else
            {
                return;
            }
        }

        if (rank >= 0)
        {
            values.Sort();
        }
    }

    private static double MedianOfThree(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static double Min(ReadOnlySpan<double> values)
    {
        double min = values[0];
        foreach (double value in values)
        {
            min = value < min ? value : min;
        }

        return min;
    }
}
