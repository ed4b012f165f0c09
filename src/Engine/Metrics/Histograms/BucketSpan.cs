namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>A run of consecutive buckets: the gap to the end of the previous run (for the first: the index of its first bucket), and how many buckets.</summary>
public readonly record struct BucketSpan(int Offset, uint Length);
