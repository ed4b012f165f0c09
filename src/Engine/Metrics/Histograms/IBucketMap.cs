namespace Orleans.Obs.Engine.Metrics.Histograms;

/// <summary>A monotone map from bucket indexes to those of a coarser layout.</summary>
internal interface IBucketMap
{
    int Map(int index);
}
