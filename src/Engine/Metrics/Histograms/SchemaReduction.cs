namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>Maps buckets to those of a schema that is <paramref name="steps"/> lower: 2^steps neighbours become one.</summary>
internal readonly struct SchemaReduction(int steps) : IBucketMap
{
    // Indexes have 32 bits; more steps than that all lead to the same two buckets.
    public int Map(int index) => (int)((((long)index - 1) >> Math.Min(steps, 62)) + 1);
}
