namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>Is a label's value an address out of a range? <c>addr=ip("10.0.0.0/8")</c>.</summary>
public sealed record AddressLabelFilter(string Label, bool Negated, string Pattern) : LabelFilter;
