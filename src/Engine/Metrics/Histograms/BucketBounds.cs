namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Where buckets end. Bucket i of schema s covers (b^(i-1), b^i] with b = 2^(2^-s).</summary>
internal static class BucketBounds
{
    // 2^(i/256) for i = 0..255: the mantissas of all bounds of all schemas.
    private static readonly double[] Mantissas = MakeMantissas();

    /// <summary>The upper bound of an exponential bucket. The bucket that ends at 2^1024 ends at the largest finite double instead; the next one up holds the infinities.</summary>
    public static double Upper(int schema, int index)
    {
        long exponent;
        double mantissa = 1;
        if (schema <= 0)
        {
            exponent = (long)index << -schema;
        }
        else
        {
            exponent = index >> schema;
            mantissa = Mantissas[(index & ((1 << schema) - 1)) << (8 - schema)];
        }

        return exponent == 1024 && mantissa == 1 ? double.MaxValue : Math.ScaleB(mantissa, (int)Math.Clamp(exponent, -2000, 2000));
    }

    /// <summary>The upper bound of a custom bucket: -Inf before the first, +Inf from the last on.</summary>
    public static double Upper(ReadOnlySpan<double> bounds, int index) =>
        index < 0 ? double.NegativeInfinity : index < bounds.Length ? bounds[index] : double.PositiveInfinity;

    // Products of the roots of 2, the coarse ones first, the square root rounded down: so the bounds agree with Prometheus' to the last digit, and bounds are compared and shown.
    private static double[] MakeMantissas()
    {
        double[] mantissas = new double[256];
        mantissas[0] = 1;
        double root = Math.Sqrt(2), factor = Math.BitDecrement(root);
        for (int step = 128; step > 0; step /= 2)
        {
            for (int i = step; i < mantissas.Length; i += 2 * step)
            {
                mantissas[i] = mantissas[i - step] * factor;
            }

            root = Math.Sqrt(root);
            factor = root;
        }

        return mantissas;
    }
}
