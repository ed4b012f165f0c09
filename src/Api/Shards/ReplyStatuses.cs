using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Shards;

/// <summary>How shards' answers to one write weigh against each other.</summary>
internal static class ReplyStatuses
{
    /// <summary>What the client may repeat outweighs what it may not: a repeated batch stores nothing twice.</summary>
    public static int Severity(this ReplyStatus status) => status switch
    {
        ReplyStatus.Ok => 0,
        ReplyStatus.Failed => 1,
        ReplyStatus.Overloaded => 2,
        _ => 3,
    };
}
