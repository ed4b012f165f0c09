using Orleans.Obs.Engine.Log;

namespace Orleans.Obs.Engine.Shards;

/// <summary>Where records of one shard lie that are in no block yet: one owner's part of one silo log.</summary>
/// <param name="LogId">The silo log.</param>
/// <param name="Epoch">The epoch under which the owner wrote; records of other epochs in the range do not count.</param>
/// <param name="From">The first position that matters.</param>
/// <param name="To">The position behind the last record; null while the owner writes, and then the range ends where the log was closed.</param>
public sealed record LogRange(string LogId, long Epoch, LogPosition From, LogPosition? To);
