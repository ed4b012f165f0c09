using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>An aggregation that shards can do their part of.</summary>
/// <param name="Operator">Which one.</param>
/// <param name="Without">False: the groups have these labels only; true: all but these and the metric name.</param>
/// <param name="Labels">The labels of <c>by</c> or <c>without</c>.</param>
/// <param name="Parameter">k or the quantile.</param>
/// <param name="Site">What annotations blame.</param>
internal sealed record AggregationSpec(AggregateOperator Operator, bool Without, ImmutableArray<string> Labels, StepScalar Parameter, AnnotationSite Site)
{
    public static bool IsSupported(AggregateOperator operation) =>
        operation is not (AggregateOperator.CountValues or AggregateOperator.LimitK or AggregateOperator.LimitRatio);

    public LabelProjection Grouping() => LabelProjection.Grouping(!Without, Labels);

    public Aggregation Create(StepGrid grid, AnnotationSet annotations) => Operator switch
    {
        AggregateOperator.Sum => new SumAggregation(grid, annotations, Site),
        AggregateOperator.Avg => new AverageAggregation(grid, annotations, Site),
        AggregateOperator.Count => new CountAggregation(presence: false, grid, annotations, Site),
        AggregateOperator.Group => new CountAggregation(presence: true, grid, annotations, Site),
        AggregateOperator.Min => new ExtremeAggregation(max: false, grid, annotations, Site),
        AggregateOperator.Max => new ExtremeAggregation(max: true, grid, annotations, Site),
        AggregateOperator.Stddev => new SpreadAggregation(root: true, grid, annotations, Site),
        AggregateOperator.Stdvar => new SpreadAggregation(root: false, grid, annotations, Site),
        AggregateOperator.TopK => new RankedAggregation(top: true, Parameter, grid, annotations, Site),
        AggregateOperator.BottomK => new RankedAggregation(top: false, Parameter, grid, annotations, Site),
        AggregateOperator.Quantile => new QuantileAggregation(Parameter, grid, annotations, Site),
        _ => throw new ArgumentOutOfRangeException(nameof(grid)),
    };
}
