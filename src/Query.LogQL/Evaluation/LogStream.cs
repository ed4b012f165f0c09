using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Lines with the same labels, in the order of the answer.</summary>
public sealed record LogStream(LabelSet Labels, IReadOnlyList<LogEntry> Entries);
