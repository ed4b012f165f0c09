namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>A label and where in the line its value stands.</summary>
public sealed record LabelExtraction(string Label, string Expression);
