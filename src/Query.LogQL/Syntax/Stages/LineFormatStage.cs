namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>line_format</c>: a template makes the line.</summary>
public sealed record LineFormatStage(string Template) : Stage;
