namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>Compares a label as a size; lines without the label do not pass.</summary>
public sealed record BytesLabelFilter(string Label, ComparisonOperator Operator, ulong Value) : LabelFilter;
