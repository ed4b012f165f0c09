namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>A place in the order in which rows arrived at a shard. Owners count on their own: after a move a follower starts where the new owner is.</summary>
/// <param name="Epoch">The owner's epoch; 0: from now on.</param>
/// <param name="Arrival">How many rows had arrived.</param>
public readonly record struct LogCursor(long Epoch, long Arrival);
