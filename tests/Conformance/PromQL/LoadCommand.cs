namespace Orleans.Obs.Conformance.PromQL;

/// <summary><c>load 5m</c>: series whose samples are a step apart, from the epoch on.</summary>
internal sealed record LoadCommand(int Line, IReadOnlyList<LoadedSeries> Series) : ScriptCommand(Line);
