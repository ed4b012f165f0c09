namespace Orleans.Obs.Grains.Abstractions;

/// <summary>Label sets in one piece of memory, see <see cref="PackedLabelSets"/>.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="LabelSets">The packed label sets when Ok.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.series-reply")]
public sealed record SeriesReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ReadOnlyMemory<byte> LabelSets,
    [property: Id(2)] string Message = "");
