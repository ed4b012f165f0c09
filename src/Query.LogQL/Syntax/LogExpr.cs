using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>A query for lines: which streams, and what happens to their lines one after the other.</summary>
public sealed record LogExpr(ImmutableArray<LabelMatcher> Matchers, ImmutableArray<Stage> Stages) : LogQLExpr;
