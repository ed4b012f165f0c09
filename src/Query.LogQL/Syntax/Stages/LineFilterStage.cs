using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>Line filters that follow each other; a line must pass all of them.</summary>
public sealed record LineFilterStage(ImmutableArray<LineFilter> Filters) : Stage;
