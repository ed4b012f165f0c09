using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>What a deletion's query means: the rows of matching streams that satisfy the filter.</summary>
/// <param name="Matchers">Conditions on stream labels.</param>
/// <param name="Filter">A condition on rows; null: all rows of the streams.</param>
public sealed record LogDeletionQuery(IReadOnlyList<SeriesMatcher> Matchers, ILogRowFilter? Filter);
