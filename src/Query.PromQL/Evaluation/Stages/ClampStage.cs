using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>clamp, clamp_min, clamp_max; nothing is left where the bounds are the wrong way round.</summary>
internal sealed record ClampStage(StepScalar Min, StepScalar Max) : FloatStage
{
    protected override void Map(in Column column, StepGrid grid)
    {
        foreach (int step in column.PresentSteps())
        {
            if (Max[step] < Min[step])
            {
                column.Remove(step);
            }
            else
            {
                column.Values[step] = PromQLMath.Max(Min[step], PromQLMath.Min(Max[step], column.Values[step]));
            }
        }
    }
}
