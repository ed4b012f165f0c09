using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Operators;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Query.PromQL.Syntax.Analysis;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>info().</summary>
internal sealed partial class QueryPlanner
{
    private InfoVector PlanInfo(Call call, StepGrid grid)
    {
        Expr argument = WithoutParens(call.Arguments[0]);
        var selector = new InfoSelector(call.Arguments.Length > 1 ? ((VectorSelector)WithoutParens(call.Arguments[1])).Matchers : []);
        (long? pinned, long offset) = ReferenceTime(argument) ?? (null, 0);
        return new InfoVector(PlanVector(argument, grid), selector, pinned, offset);
    }

    /// <summary>
    /// The times that info series are looked up at are those of the first selector in the argument: its own <c>@</c>, else that of the nearest subquery around it, and the offsets up
    /// to there.
    /// </summary>
    private static (long? Pinned, long Offset)? ReferenceTime(Expr expr)
    {
        if (expr is VectorSelector selector)
        {
            return (selector.At?.Timestamp, selector.Offset.Milliseconds);
        }

        foreach (Expr child in expr is AggregateExpr aggregate ? [aggregate.Operand] : expr.Children())
        {
            if (ReferenceTime(child) is { } found)
            {
                return expr is SubqueryExpr subquery && found.Pinned is null
                    ? (subquery.At?.Timestamp, found.Offset + subquery.Offset.Milliseconds)
                    : found;
            }
        }

        return null;
    }
}
