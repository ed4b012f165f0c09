namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>One exemplar.</summary>
/// <param name="Timestamp">Milliseconds since the epoch.</param>
/// <param name="Value">The observed value.</param>
/// <param name="Labels">Its own canonical label bytes, usually a trace id.</param>
[GenerateSerializer, Immutable, Alias("obs.exemplar")]
public sealed record Exemplar([property: Id(0)] long Timestamp, [property: Id(1)] double Value, [property: Id(2)] ReadOnlyMemory<byte> Labels);
