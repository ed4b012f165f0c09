using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>What arrived at a shard for a follower.</summary>
/// <param name="Answer">The lines, to be read by <see cref="LogTailQuery.Read"/>.</param>
/// <param name="Next">Where to go on.</param>
/// <param name="Missed">Rows, matching or not, that the follower was too slow for.</param>
public readonly record struct LogTailAnswer(ReadOnlyMemory<byte> Answer, LogCursor Next, long Missed);
