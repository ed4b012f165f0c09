using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Operators;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>An aggregation whose parameter is not evaluated yet.</summary>
internal sealed record AggregationDraft(
    AggregateOperator Operator, bool Without, ImmutableArray<string> Labels, ScalarOperator? Parameter, AnnotationSite Site, AnnotationSite ParameterSite)
{
    public bool IsConstant => Parameter is null || Parameter.Constant is not null;

    /// <summary>The aggregation with its parameter checked; null when the parameter leaves no result at any step.</summary>
    /// <exception cref="QueryException">The parameter is out of range.</exception>
    public async ValueTask<AggregationSpec?> CompleteAsync(StepGrid grid, QueryRun run)
    {
        StepScalar parameter = Parameter is null ? default : await Parameter.EvaluateAsync(run).ConfigureAwait(false);
        bool hasResult = Operator switch
        {
            AggregateOperator.TopK or AggregateOperator.BottomK or AggregateOperator.LimitK => CheckLimit(parameter, grid),
            AggregateOperator.LimitRatio => CheckRatio(parameter, grid, run.Annotations),
            AggregateOperator.Quantile => CheckQuantile(parameter, grid, run.Annotations),
            _ => true,
        };
        return hasResult ? new AggregationSpec(Operator, Without, Labels, parameter, Site) : null;
    }

    private static bool CheckLimit(StepScalar limit, StepGrid grid)
    {
        double max = limit.Max(grid), min = limit.Min(grid);
        if (max < 1)
        {
            return false;
        }

        if (limit.HasNaN(grid))
        {
            throw new QueryException(QueryErrorKind.Execution, "Parameter value is NaN");
        }

        if (min <= long.MinValue)
        {
            throw new QueryException(QueryErrorKind.Execution, $"Scalar value {PrometheusFloat.FormatGeneral(min)} underflows int64");
        }

        return max < long.MaxValue ? true : throw new QueryException(QueryErrorKind.Execution, $"Scalar value {PrometheusFloat.FormatGeneral(max)} overflows int64");
    }

    private bool CheckRatio(StepScalar ratio, StepGrid grid, AnnotationSet annotations)
    {
        double max = ratio.Max(grid), min = ratio.Min(grid);
        if (max == 0 && min == 0)
        {
            return false;
        }

        if (ratio.HasNaN(grid))
        {
            throw new QueryException(QueryErrorKind.Execution, "Ratio value is NaN");
        }

        if (max > 1)
        {
            annotations.Warn(AnnotationText.RatioOutOfRange(max, 1), ParameterSite);
        }

        if (min < -1)
        {
            annotations.Warn(AnnotationText.RatioOutOfRange(min, -1), ParameterSite);
        }

        return true;
    }

    private bool CheckQuantile(StepScalar quantile, StepGrid grid, AnnotationSet annotations)
    {
        double max = quantile.Max(grid), min = quantile.Min(grid);
        if (quantile.HasNaN(grid))
        {
            annotations.Warn(AnnotationText.QuantileOutOfRange(double.NaN), ParameterSite);
        }

        if (max > 1)
        {
            annotations.Warn(AnnotationText.QuantileOutOfRange(max), ParameterSite);
        }

        if (min < 0)
        {
            annotations.Warn(AnnotationText.QuantileOutOfRange(min), ParameterSite);
        }

        return true;
    }
}
