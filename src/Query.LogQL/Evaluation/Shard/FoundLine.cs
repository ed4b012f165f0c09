namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>A line of an answer, with what orders it among others.</summary>
/// <param name="Time">Nanoseconds.</param>
/// <param name="StreamHash">Orders lines of one time.</param>
/// <param name="Stream">The stream's number.</param>
/// <param name="Arrival">Orders lines of one time and stream.</param>
/// <param name="Line">The line.</param>
/// <param name="StreamLabels">The number of its labels that the stream has.</param>
/// <param name="Metadata">The number of its metadata.</param>
/// <param name="Parsed">The number of its parsed labels.</param>
internal sealed record FoundLine(long Time, ulong StreamHash, int Stream, long Arrival, byte[] Line, int StreamLabels, int Metadata, int Parsed);
