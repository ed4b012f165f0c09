using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>One line filter. With several terms a line passes when any of them matches; negative filters have one term, as "neither" is two filters.</summary>
public sealed record LineFilter(LineFilterOperator Operator, ImmutableArray<LineFilterTerm> Terms);
