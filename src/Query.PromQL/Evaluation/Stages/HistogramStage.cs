using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>histogram_count, histogram_sum and so on; floats vanish.</summary>
internal sealed record HistogramStage(HistogramMeasure Measure) : ColumnStage
{
    public override void Apply(in Column column, StepGrid grid, AnnotationSet annotations)
    {
        foreach (int step in column.PresentSteps())
        {
            if (column.HistogramAt(step) is not { } histogram)
            {
                column.Remove(step);
                continue;
            }

            column.SetFloat(step, Measure switch
            {
                HistogramMeasure.Count => histogram.Count,
                HistogramMeasure.Sum => histogram.Sum,
                HistogramMeasure.Average => histogram.Average,
                HistogramMeasure.StandardDeviation => histogram.StandardDeviation,
                _ => histogram.Variance,
            });
        }
    }
}
