using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>Compares a label's text; a label that is missing is empty.</summary>
public sealed record StringLabelFilter(LabelMatcher Matcher) : LabelFilter;
