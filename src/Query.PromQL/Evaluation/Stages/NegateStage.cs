using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>Unary minus, of histograms too.</summary>
internal sealed record NegateStage : ColumnStage
{
    public override void Apply(in Column column, StepGrid grid, AnnotationSet annotations)
    {
        foreach (int step in column.PresentSteps())
        {
            column.Values[step] = -column.Values[step];
            if (column.HistogramAt(step) is { } histogram)
            {
                column.Histograms[step] = histogram.Multiply(-1);
            }
        }
    }
}
