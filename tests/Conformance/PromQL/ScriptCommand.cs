namespace Orleans.Obs.Conformance.PromQL;

/// <summary>One command of a script.</summary>
/// <param name="Line">Where it stands, from 1.</param>
internal abstract record ScriptCommand(int Line);
