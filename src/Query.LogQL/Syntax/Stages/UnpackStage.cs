namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>unpack</c>: the texts of a JSON object, of which <c>_entry</c> becomes the line.</summary>
public sealed record UnpackStage : Stage;
