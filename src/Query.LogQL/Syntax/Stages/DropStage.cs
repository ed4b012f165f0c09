using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>drop</c>: removes labels.</summary>
public sealed record DropStage(ImmutableArray<LabelChoice> Labels) : Stage;
