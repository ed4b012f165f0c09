using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>logfmt</c>: all pairs of a line, or those with the given keys.</summary>
/// <param name="Strict">Stop with an error at the first thing that is no pair.</param>
/// <param name="KeepEmpty">Keep keys without a value.</param>
/// <param name="Extractions">The wanted keys; empty for all.</param>
public sealed record LogfmtStage(bool Strict, bool KeepEmpty, ImmutableArray<LabelExtraction> Extractions) : Stage;
