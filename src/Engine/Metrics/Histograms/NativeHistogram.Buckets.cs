using System.Text;

namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>The buckets as intervals of values.</summary>
public sealed partial class NativeHistogram
{
    /// <summary>The buckets in ascending order.</summary>
    public HistogramBuckets Buckets => new(this, downward: false);

    /// <summary>The buckets in descending order.</summary>
    internal HistogramBuckets BucketsDownward => new(this, downward: true);

    /// <summary>As Prometheus prints it: <c>{count:3, sum:4.5, [-0.001,0.001]:1, (1,2]:2}</c>, without empty buckets.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{count:").Append(GoNumber.Format(Count)).Append(", sum:").Append(GoNumber.Format(Sum));
        foreach (HistogramBucket bucket in Buckets)
        {
            if (bucket.Count != 0)
            {
                text.Append(", ").Append(bucket);
            }
        }

        return text.Append('}').ToString();
    }

    // The zero bucket of a histogram with observations on one side of zero only has nothing on the other side either.
    private HistogramBucket ClippedAtZero(HistogramBucket bucket) =>
        NegativeBuckets.IsEmpty && !PositiveBuckets.IsEmpty ? bucket with { Lower = 0 }
        : PositiveBuckets.IsEmpty && !NegativeBuckets.IsEmpty ? bucket with { Upper = 0 }
        : bucket;
}
