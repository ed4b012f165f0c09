namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>pattern</c>: the named captures of a pattern such as <c>&lt;ip&gt; - &lt;user&gt;</c>.</summary>
public sealed record PatternStage(string Pattern) : Stage;
