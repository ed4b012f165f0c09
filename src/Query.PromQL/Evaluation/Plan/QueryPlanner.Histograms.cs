using System.Collections.Immutable;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Operators;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>Functions of histograms, native and classic.</summary>
internal sealed partial class QueryPlanner
{
    private HistogramQuantiles PlanHistogramQuantile(Call call, StepGrid grid)
    {
        Expr quantile = WithoutParens(call.Arguments[0]), histograms = WithoutParens(call.Arguments[1]);
        ScalarOperator scalar = PlanScalar(quantile, grid);
        VectorOperator vector = PlanVector(histograms, grid);
        return new HistogramQuantiles(vector, label: null, [(scalar, Site(quantile))], Site(histograms));
    }

    private HistogramQuantiles PlanHistogramQuantiles(Call call, StepGrid grid)
    {
        Expr histograms = WithoutParens(call.Arguments[0]);
        VectorOperator vector = PlanVector(histograms, grid);
        ImmutableArray<(ScalarOperator, AnnotationSite)> quantiles =
            [.. call.Arguments.Skip(2).Select(WithoutParens).Select(quantile => (PlanScalar(quantile, grid), Site(quantile)))];
        return new HistogramQuantiles(vector, ((StringLiteral)WithoutParens(call.Arguments[1])).Value, quantiles, Site(histograms));
    }

    private HistogramFraction PlanHistogramFraction(Call call, StepGrid grid)
    {
        ScalarOperator lower = PlanScalar(WithoutParens(call.Arguments[0]), grid), upper = PlanScalar(WithoutParens(call.Arguments[1]), grid);
        Expr histograms = WithoutParens(call.Arguments[2]);
        return new HistogramFraction(PlanVector(histograms, grid), lower, upper, Site(histograms));
    }
}
