namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>A name and how many there are of what it stands for.</summary>
public readonly record struct NameCount(string Name, long Count);
