namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>Compares a label as a number; lines without the label do not pass.</summary>
public sealed record NumberLabelFilter(string Label, ComparisonOperator Operator, double Value) : LabelFilter;
