using System.Collections.Immutable;
using Orleans.Obs.Engine.Ingest;

namespace Orleans.Obs.Engine.Logs.Ingest;

/// <summary>What became of a batch. Accepted lines are durable; a line that is stored already (same stream, time, text and metadata) counts as accepted.</summary>
/// <param name="Lines">How many lines were accepted.</param>
/// <param name="Rejections">The others, one entry for each reason.</param>
public sealed record LogsAppendResult(int Lines, ImmutableArray<Rejection<LogsRejectReason>> Rejections);
