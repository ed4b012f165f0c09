using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>
/// What every shard does for one leaf of a query: select series, step a window over each, do what can be done to each series alone, and gather the results into groups.
/// </summary>
internal sealed record ShardPlan
{
    /// <summary>Which series.</summary>
    public required ImmutableArray<LabelMatcher> Matchers { get; init; }

    /// <summary>Which of their samples, seen from which steps.</summary>
    public required SelectorTiming Timing { get; init; }

    /// <summary>What becomes of the samples in a window.</summary>
    public required WindowSpec Window { get; init; }

    /// <summary>True when only the counts and sums of histograms matter.</summary>
    public bool ReadsStatistics { get; init; }

    /// <summary>What becomes of the points of a series.</summary>
    public ImmutableArray<ColumnStage> Stages { get; init; } = [];

    /// <summary>What becomes of the points of many series; null leaves them as they are.</summary>
    public AggregationSpec? Aggregation { get; init; }

    /// <summary>True when names that no longer fit are taken off at once rather than at the end of the query.</summary>
    public bool RemovesNamesAtOnce { get; init; }

    /// <summary>The most samples that the shard may hold.</summary>
    public long MaxSamples { get; init; }

    /// <summary>True when the result's metric names no longer fit its values.</summary>
    public bool DropsName => Window.DropsName || Stages.Any(static stage => stage.DropsName);
}
