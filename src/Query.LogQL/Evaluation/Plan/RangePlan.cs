using Orleans.Obs.Query.LogQL.Evaluation.Windows;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation.Plan;

/// <summary>Asks a shard for its part of a range aggregation.</summary>
/// <param name="Range">The aggregation.</param>
/// <param name="Grid">The steps.</param>
/// <param name="Outer">The groups of a sum around it, which can be gathered at once; null when there is none.</param>
internal sealed record RangePlan(RangeAggregation Range, StepGrid Grid, Grouping? Outer)
{
    /// <summary>The groups that series are gathered by; null: by all of their labels.</summary>
    public Grouping? Grouping => Range.Operation == RangeOperation.AbsentOverTime ? new Grouping(Without: false, []) : Outer ?? Range.Grouping;

    public WindowGrid Windows() => new(Grid, Range.Range.Interval, Range.Range.Offset);
}
