using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>
/// A line of an answer. Its labels are told apart by where they come from; no name is in two of the sets. Unlike the labels of streams, those that a pipeline made may have empty values.
/// </summary>
/// <param name="Timestamp">Nanoseconds since the epoch.</param>
/// <param name="Line">The line, UTF-8 or not.</param>
/// <param name="Stream">The stream's labels that are left.</param>
/// <param name="Metadata">The structured metadata that is left.</param>
/// <param name="Parsed">Labels that the pipeline set, and its errors.</param>
public sealed record LogEntry(long Timestamp, ReadOnlyMemory<byte> Line, LabelSet Stream, LabelSet Metadata, LabelSet Parsed);
