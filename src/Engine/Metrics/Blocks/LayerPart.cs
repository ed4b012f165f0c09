namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>One layer's share of a merged series.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Series">The series' number there.</param>
/// <param name="Place">The layer's place among those that are merged.</param>
internal readonly record struct LayerPart(ISeriesLayer Layer, int Series, int Place);
