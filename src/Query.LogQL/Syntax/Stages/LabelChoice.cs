using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>A label, whatever its value or only where a matcher matches.</summary>
public sealed record LabelChoice(string Label, LabelMatcher? Matcher);
