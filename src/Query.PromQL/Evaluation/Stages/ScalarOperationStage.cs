using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Binary;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>
/// Arithmetic or comparison between the elements of a vector and a scalar. A comparison filters and keeps the element's own value, whichever side the scalar stands on; with bool it
/// gives 1 or 0.
/// </summary>
internal sealed record ScalarOperationStage(BinaryOperator Operator, StepScalar Scalar, bool ScalarIsLeft, bool ReturnBool, AnnotationSite Site) : ColumnStage
{
    public override bool DropsName => ReturnBool || ElementOperation.ChangesMeaning(Operator);

    public override void Apply(in Column column, StepGrid grid, AnnotationSet annotations)
    {
        bool comparison = Operator.IsComparison();
        bool trimming = Operator is BinaryOperator.TrimLower or BinaryOperator.TrimUpper;
        foreach (int step in column.PresentSteps())
        {
            double scalar = Scalar[step];
            if (trimming || column.HistogramAt(step) is not null)
            {
                ApplyToHistogram(column, step, scalar, annotations);
                continue;
            }

            double value = column.Values[step];
            (double left, double right) = ScalarIsLeft ? (scalar, value) : (value, scalar);
            if (!comparison)
            {
                column.Values[step] = ElementOperation.Arithmetic(Operator, left, right);
            }
            else if (ReturnBool)
            {
                column.Values[step] = ElementOperation.Compare(Operator, left, right) ? 1 : 0;
            }
            else if (!ElementOperation.Compare(Operator, left, right))
            {
                column.Remove(step);
            }
        }
    }

    private void ApplyToHistogram(in Column column, int step, double scalar, AnnotationSet annotations)
    {
        NativeHistogram? histogram = column.HistogramAt(step);
        double value = column.Values[step];
        ElementResult result = ScalarIsLeft
            ? ElementOperation.Histograms(Operator, scalar, value, null, histogram)
            : ElementOperation.Histograms(Operator, value, scalar, histogram, null);
        if (result.Message is { } message)
        {
            annotations.Add(new Annotation(result.IsWarning, message, Site));
        }

        if (result.Failed)
        {
            column.Remove(step);
        }
        else
        {
            column.Histograms[step] = result.Histogram;
        }
    }
}
