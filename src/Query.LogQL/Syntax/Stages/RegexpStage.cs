namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>regexp</c>: the named groups of a regular expression.</summary>
public sealed record RegexpStage(string Pattern) : Stage;
