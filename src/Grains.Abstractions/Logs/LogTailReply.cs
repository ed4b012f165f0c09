namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>What arrived.</summary>
/// <param name="Status">Ok, or why there is no answer; Failed with an error kind when the plan can't be executed.</param>
/// <param name="Answer">The encoded answer to the plan over the rows that arrived; empty when none did.</param>
/// <param name="Epoch">The cursor to go on with.</param>
/// <param name="Arrival">The rest of that cursor.</param>
/// <param name="Missed">Rows, matching or not, that the follower was too slow for.</param>
/// <param name="ErrorKind">When Failed: the number of the query language's error kind.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.log-tail-reply")]
public sealed record LogTailReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ReadOnlyMemory<byte> Answer,
    [property: Id(2)] long Epoch,
    [property: Id(3)] long Arrival,
    [property: Id(4)] long Missed = 0,
    [property: Id(5)] int ErrorKind = 0,
    [property: Id(6)] string Message = "")
{
    /// <summary>A reply without an answer.</summary>
    public static LogTailReply Not(ReplyStatus status, string message, int errorKind = 0) => new(status, default, 0, 0, 0, errorKind, message);
}
