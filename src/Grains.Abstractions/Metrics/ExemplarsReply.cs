using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>Exemplars by series.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="Series">The series that have exemplars in the time range.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.exemplars-reply")]
public sealed record ExemplarsReply(
    [property: Id(0)] ReplyStatus Status,
    [property: Id(1)] ImmutableArray<ExemplarSeries> Series,
    [property: Id(2)] string Message = "");
