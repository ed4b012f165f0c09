using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>timestamp() of anything but a bare selector: the evaluation time, in seconds, of every point.</summary>
internal sealed record TimeStage : ColumnStage
{
    public override void Apply(in Column column, StepGrid grid, AnnotationSet annotations)
    {
        foreach (int step in column.PresentSteps())
        {
            column.SetFloat(step, grid.TimeOf(step) / 1000.0);
        }
    }
}
