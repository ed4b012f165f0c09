namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>A label and where its value comes from.</summary>
/// <param name="Label">The label that is set.</param>
/// <param name="Source">Another label's name, or a template.</param>
/// <param name="IsRename">True when <paramref name="Source"/> is a label, which goes.</param>
public sealed record LabelAssignment(string Label, string Source, bool IsRename);
