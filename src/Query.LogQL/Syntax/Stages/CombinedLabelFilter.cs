namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>Both filters, or either.</summary>
public sealed record CombinedLabelFilter(LabelFilter Left, LabelFilter Right, bool Both) : LabelFilter;
