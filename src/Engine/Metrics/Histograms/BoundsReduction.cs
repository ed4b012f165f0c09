namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Maps custom buckets to those of the bounds that are kept: each goes to the first kept bound that is not below its own, the rest to +Inf.</summary>
internal readonly struct BoundsReduction(double[] from, double[] kept) : IBucketMap
{
    public int Map(int index)
    {
        if (index >= from.Length)
        {
            return kept.Length;
        }

        int found = Array.BinarySearch(kept, from[index]);
        return found >= 0 ? found : ~found;
    }
}
