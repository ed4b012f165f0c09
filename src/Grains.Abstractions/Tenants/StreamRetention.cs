namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>How long the streams that a selector matches are kept.</summary>
/// <param name="Selector">A stream selector, such as <c>{namespace="dev"}</c>.</param>
/// <param name="Milliseconds">How long; 0: for ever.</param>
[GenerateSerializer, Immutable, Alias("obs.stream-retention")]
public sealed record StreamRetention([property: Id(0)] string Selector, [property: Id(1)] long Milliseconds);
