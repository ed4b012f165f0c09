using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions;

/// <summary>Label names or values, sorted bytewise, each once.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="Values">The strings when Ok.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.strings-reply")]
public sealed record StringsReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ImmutableArray<string> Values,
    [property: Id(2)] string Message = "");
