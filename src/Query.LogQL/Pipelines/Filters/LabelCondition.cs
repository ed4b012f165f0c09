using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Filters;

/// <summary>What a label filter asks of a row. Tells a value that it can't compare on the row, and lets it pass. Immutable, for one evaluation's names.</summary>
internal abstract class LabelCondition
{
    public abstract bool Test(RowLabels row);
}
