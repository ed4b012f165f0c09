namespace Orleans.Obs.Engine.Metrics.Metadata;

/// <summary>What is known about a metric family.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Help">Its help text; may be empty.</param>
/// <param name="Unit">Its unit; may be empty.</param>
public sealed record FamilyMetadata(string Family, MetricType Type, string Help, string Unit);
