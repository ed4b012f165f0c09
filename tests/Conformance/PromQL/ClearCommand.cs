namespace Orleans.Obs.Conformance.PromQL;

/// <summary><c>clear</c>: forget all data.</summary>
internal sealed record ClearCommand(int Line) : ScriptCommand(Line);
