namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>How often queries asked for a metric, and when last.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Count">So many queries.</param>
/// <param name="LastUsed">The last of them, milliseconds since the epoch.</param>
[GenerateSerializer, Immutable, Alias("obs.metric-use")]
public sealed record MetricUse([property: Id(0)] string Name, [property: Id(1)] long Count, [property: Id(2)] long LastUsed);
