using Orleans.Obs.Query.LogQL.Pipelines.Filters;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary>Lets the lines pass that satisfy a condition.</summary>
internal sealed class LineFilterStep(LineCondition condition) : PipelineStep
{
    public override bool Process(ref PipelineRow row) => condition.Test(row.Line);
}
