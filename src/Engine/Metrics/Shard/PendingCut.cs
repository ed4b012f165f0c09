using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Head;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>A frozen head on its way into a block.</summary>
/// <param name="Head">The content.</param>
/// <param name="Sequence">Its age in the shard's counter of cuts and deletions.</param>
/// <param name="NextRecord">The first log record that is not in it.</param>
/// <param name="Position">Where that record lies at the earliest.</param>
/// <param name="Metadata">The metadata section of the block.</param>
/// <param name="Exemplars">The exemplar section of the block.</param>
internal sealed record PendingCut(
    FrozenHead Head, long Sequence, ulong NextRecord, LogPosition Position, ReadOnlyMemory<byte> Metadata, ReadOnlyMemory<byte> Exemplars);
