namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Averages and spreads.</summary>
public sealed partial class NativeHistogram
{
    /// <summary>The arithmetic mean of all observations, exact.</summary>
    public double Average => Sum / Count;

    /// <summary>The standard deviation, estimated as <see cref="Variance"/> is.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>The variance, with every observation in the middle of its bucket: the arithmetic one of custom buckets, the geometric one of exponential buckets, zero.</summary>
    public double Variance
    {
        get
        {
            double mean = Average;
            var variance = default(CompensatedSum);
            foreach (HistogramBucket bucket in Buckets)
            {
                if (bucket.Count == 0)
                {
                    continue;
                }

                double middle = UsesCustomBuckets ? (bucket.Upper + bucket.Lower) / 2
                    : bucket.Lower <= 0 && bucket.Upper >= 0 ? 0
                    : Math.CopySign(Math.Sqrt(bucket.Upper * bucket.Lower), bucket.Upper);
                double delta = middle - mean;
                variance.Add(bucket.Count * delta * delta);
            }

            return variance.Value / Count;
        }
    }
}
