namespace Orleans.Obs.Query.Common.Matching;

/// <summary>A label matcher as a query states it; equality is by text.</summary>
public sealed record LabelMatcher(MatchOperator Operator, string Name, string Value);
