using System.Collections.Immutable;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Operators;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>Selectors, ranges and subqueries: from syntax to times of the data.</summary>
internal sealed partial class QueryPlanner
{
    /// <summary>A range vector that is the whole of an instant query.</summary>
    public RangeVector PlanRange(Expr expr, StepGrid grid)
    {
        switch (WithoutParens(expr))
        {
            case MatrixSelector matrix:
                SelectorTiming timing = TimingOf(matrix.Selector, matrix.Range.Milliseconds, grid);
                return new SelectedRange(new LeafDraft(matrix.Selector.Matchers, timing, WindowKind.RawSamples, [], default));
            case SubqueryExpr subquery:
                return new SubqueryRange(PlanVector(subquery.Inner, GridOf(subquery, grid)));
            default:
                throw new InvalidOperationException($"{expr.GetType().Name} is not a range vector.");
        }
    }

    private ShardLeaf PlanInstant(VectorSelector selector, StepGrid grid, WindowKind kind)
    {
        SelectorTiming timing = kind == WindowKind.SmoothedInstant
            ? TimingOf(selector, 0, grid)
            : TimingOf(selector, request.Lookback, grid) with { Extension = SelectorExtension.None };
        return Leaf(new LeafDraft(selector.Matchers, timing, kind, [], Site(selector)));
    }

    private VectorOperator PlanWindow(Call call, WindowKind kind, StepGrid grid)
    {
        ImmutableArray<Expr> arguments = [.. call.Arguments.Select(WithoutParens)];
        Expr range = arguments.First(static argument => argument.Type == PromQLType.Matrix);
        ImmutableArray<ScalarOperator> parameters = [.. arguments.Where(static argument => argument.Type == PromQLType.Scalar).Select(argument => PlanScalar(argument, grid))];
        if (range is MatrixSelector matrix)
        {
            SelectorTiming timing = TimingOf(matrix.Selector, matrix.Range.Milliseconds, grid);
            RangeFunctions.CheckExtension(call.Function.Name, timing.Extension);
            return Leaf(new LeafDraft(matrix.Selector.Matchers, timing, kind, parameters, Site(arguments[0])));
        }

        var subquery = (SubqueryExpr)range;
        _subqueries++;
        VectorOperator inner = PlanVector(subquery.Inner, GridOf(subquery, grid));
        _subqueries--;
        var window = new SelectorTiming(grid, subquery.At?.Timestamp, subquery.Offset.Milliseconds, subquery.Range.Milliseconds, 0, SelectorExtension.None);
        // What a subquery is materialised into has no position in the text; annotations then point to its beginning.
        AnnotationSite site = ReferenceEquals(arguments[0], subquery) ? new AnnotationSite(0, ++_sites) : Site(arguments[0]);
        return new SubqueryWindow(inner, window, kind, parameters, site, _subqueries > 0);
    }

    private ShardLeaf Leaf(LeafDraft draft) =>
        new(draft with { IsUncounted = _subqueries > 0, ReadsStatistics = _statistics > 0 && _buckets == 0 && _subqueries == 0 });

    private SelectorTiming TimingOf(VectorSelector selector, long range, StepGrid grid) => new(
        grid,
        selector.At?.Timestamp,
        selector.Offset.Milliseconds,
        range,
        request.Lookback,
        selector.Smoothed ? SelectorExtension.Smoothed : selector.Anchored ? SelectorExtension.Anchored : SelectorExtension.None);

    /// <summary>The evaluation times inside of a subquery: multiples of its step, from the first after the start of the earliest window to the end of the latest one.</summary>
    private StepGrid GridOf(SubqueryExpr subquery, StepGrid outer)
    {
        long step = subquery.Step?.Milliseconds ?? options.DefaultSubqueryStep;
        long end = (subquery.At?.Timestamp ?? outer.End) - subquery.Offset.Milliseconds;
        long after = (subquery.At?.Timestamp ?? outer.Start) - subquery.Offset.Milliseconds - subquery.Range.Milliseconds;
        long start = after / step * step;
        return StepGrid.Between(start <= after ? start + step : start, end, step, options.MaxSamples);
    }
}
