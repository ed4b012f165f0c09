using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>Counted rows in cells, one for each group of streams, level and bucket that has rows, sorted by them in this order.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="Groups">The label sets of the groups, packed (<see cref="PackedLabelSets"/>); a group's number is its place.</param>
/// <param name="Levels">The levels that occur; one empty text when levels were not asked for.</param>
/// <param name="Cells">The cells.</param>
/// <param name="Streams">How many different streams were counted.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.log-volumes-reply")]
public sealed record LogVolumesReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ReadOnlyMemory<byte> Groups,
    [property: Id(2)] ImmutableArray<string> Levels,
    [property: Id(3)] ImmutableArray<LogVolumeCell> Cells,
    [property: Id(4)] long Streams = 0,
    [property: Id(5)] string Message = "")
{
    /// <summary>A reply without an answer.</summary>
    public static LogVolumesReply Not(ReplyStatus status, string message) => new(status, default, [], [], 0, message);
}
