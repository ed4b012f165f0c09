using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>keep</c>: removes all other labels.</summary>
public sealed record KeepStage(ImmutableArray<LabelChoice> Labels) : Stage;
