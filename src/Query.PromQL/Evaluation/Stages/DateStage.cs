using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>minute, hour, day_of_week and so on of times in Unix seconds, UTC.</summary>
internal sealed record DateStage(DatePart Part) : FloatStage
{
    protected override void Map(in Column column, StepGrid grid)
    {
        foreach (int step in column.PresentSteps())
        {
            column.Values[step] = CivilDate.At(column.Values[step]).Take(Part);
        }
    }
}
