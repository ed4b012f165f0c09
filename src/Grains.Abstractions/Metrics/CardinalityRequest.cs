namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>Asks how many series there are of what.</summary>
/// <param name="Series">Which series count; its limit has no meaning.</param>
/// <param name="FocusLabel">A label to count the values of besides; may be empty.</param>
/// <param name="Top">At most so many entries of each list.</param>
[GenerateSerializer, Immutable, Alias("obs.cardinality-request")]
public sealed record CardinalityRequest([property: Id(0)] SeriesRequest Series, [property: Id(1)] string FocusLabel, [property: Id(2)] int Top);
