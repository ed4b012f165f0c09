using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>How many series a shard has of what; lists are largest first.</summary>
/// <param name="Status">Ok, or why there is no answer.</param>
/// <param name="Message">Why, when the status is not Ok.</param>
[GenerateSerializer, Immutable, Alias("obs.cardinality-reply")]
public sealed record CardinalityReply([property: Id(0)] ReplyStatus Status, [property: Id(1)] string Message = "")
{
    /// <summary>All series that were asked for.</summary>
    [Id(2)]
    public long Series { get; init; }

    /// <summary>Pairs of names and values over all of these series.</summary>
    [Id(3)]
    public long PairsOfSeries { get; init; }

    /// <summary>Metric names by series.</summary>
    [Id(4)]
    public ImmutableArray<NameCount> ByMetric { get; init; } = [];

    /// <summary>Label names by series that have them.</summary>
    [Id(5)]
    public ImmutableArray<NameCount> ByLabel { get; init; } = [];

    /// <summary>Values of the label in focus by series.</summary>
    [Id(6)]
    public ImmutableArray<NameCount> ByFocusValue { get; init; } = [];

    /// <summary>Pairs, written <c>name=value</c>, by series.</summary>
    [Id(7)]
    public ImmutableArray<NameCount> ByPair { get; init; } = [];

    /// <summary>Label names by different values.</summary>
    [Id(8)]
    public ImmutableArray<NameCount> ValuesByLabel { get; init; } = [];
}
