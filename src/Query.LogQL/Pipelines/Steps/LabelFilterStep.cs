using Orleans.Obs.Query.LogQL.Pipelines.Filters;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary>Lets the rows pass whose labels satisfy a condition.</summary>
internal sealed class LabelFilterStep(LabelCondition condition) : PipelineStep
{
    public override bool Process(ref PipelineRow row) => condition.Test(row.Labels);
}
