namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>Compares a label as a duration, in nanoseconds; lines without the label do not pass.</summary>
public sealed record DurationLabelFilter(string Label, ComparisonOperator Operator, long Value) : LabelFilter;
