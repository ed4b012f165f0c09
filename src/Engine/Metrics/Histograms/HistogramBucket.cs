namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>One bucket: its bounds, which of them belong to it, and how many observations it has.</summary>
public readonly record struct HistogramBucket(double Lower, double Upper, bool LowerInclusive, bool UpperInclusive, double Count)
{
    /// <summary>The HTTP API's number for the bounds: 0 (lower, upper], 1 [lower, upper), 2 both open, 3 both closed.</summary>
    public int Boundaries => LowerInclusive ? UpperInclusive ? 3 : 1 : UpperInclusive ? 0 : 2;

    /// <summary>The share of the bucket's width below a value strictly inside finite bounds: linear, or on a logarithmic scale, on which exponential buckets are even.</summary>
    internal double FractionBelow(double value, bool linear)
    {
        if (linear)
        {
            return (value - Lower) / (Upper - Lower);
        }

        double logLower = Math.Log2(Math.Abs(Lower)), logUpper = Math.Log2(Math.Abs(Upper)), logValue = Math.Log2(Math.Abs(value));
        return value > 0 ? (logValue - logLower) / (logUpper - logLower) : 1 - (logValue - logUpper) / (logLower - logUpper);
    }

    /// <summary>As Prometheus prints it: <c>[-2,-1):3</c>.</summary>
    public override string ToString() =>
        $"{(LowerInclusive ? '[' : '(')}{GoNumber.Format(Lower)},{GoNumber.Format(Upper)}{(UpperInclusive ? ']' : ')')}:{GoNumber.Format(Count)}";
}
