using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>round, to multiples of a number; ties go up. Multiplying by the inverse makes fewer errors than dividing.</summary>
internal sealed record RoundStage(StepScalar ToNearest) : FloatStage
{
    protected override void Map(in Column column, StepGrid grid)
    {
        foreach (int step in column.PresentSteps())
        {
            double inverse = 1.0 / ToNearest[step];
            column.Values[step] = Math.Floor((column.Values[step] * inverse) + 0.5) / inverse;
        }
    }
}
