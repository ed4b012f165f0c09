using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>json</c>: all values of a JSON line, or those at the given paths.</summary>
public sealed record JsonStage(ImmutableArray<LabelExtraction> Extractions) : Stage;
