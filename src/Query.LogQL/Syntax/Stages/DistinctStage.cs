using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>distinct</c>: keeps the first line of those with the same values of these labels. Not in Loki's language.</summary>
public sealed record DistinctStage(ImmutableArray<string> Labels) : Stage;
