namespace Orleans.Obs.Grains.Abstractions;

/// <summary>A shard's answer to a plan.</summary>
/// <param name="Status">Ok with an answer; Failed with an error kind; or Unavailable, Overloaded.</param>
/// <param name="Answer">The encoded answer when Ok.</param>
/// <param name="ErrorKind">When Failed: the number of the query language's error kind.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.plan-reply")]
public sealed record PlanReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ReadOnlyMemory<byte> Answer,
    [property: Id(2)] int ErrorKind = 0,
    [property: Id(3)] string Message = "")
{
    /// <summary>A reply without an answer.</summary>
    public static PlanReply Not(ReplyStatus status, string message, int errorKind = 0) => new(status, default, errorKind, message);
}
