using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>A stage that maps floats to floats; histograms vanish.</summary>
internal abstract record FloatStage : ColumnStage
{
    public sealed override void Apply(in Column column, StepGrid grid, AnnotationSet annotations)
    {
        RemoveHistograms(column);
        Map(column, grid);
    }

    protected abstract void Map(in Column column, StepGrid grid);

    private static void RemoveHistograms(in Column column)
    {
        if (column.Histograms.IsEmpty)
        {
            return;
        }

        foreach (int step in column.PresentSteps())
        {
            if (column.Histograms[step] is not null)
            {
                column.Remove(step);
            }
        }
    }
}
