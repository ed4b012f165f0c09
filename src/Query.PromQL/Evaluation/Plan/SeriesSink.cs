using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>Takes the column of each series as a window left it, applies the plan's stages, and puts it into its group or among the series of a part.</summary>
internal sealed class SeriesSink
{
    private readonly LeafPart _part;
    private readonly ShardPlan _plan;
    private readonly LabelProjection? _withoutName;
    private readonly LabelProjection? _grouping;

    public SeriesSink(LeafPart part)
    {
        (_part, _plan) = (part, part.Plan);
        _withoutName = _plan.DropsName && _plan.RemovesNamesAtOnce ? MetadataLabels.Drop() : null;
        _grouping = _plan.Aggregation?.Grouping();
    }

    public void Take(LabelSet labels, in Column column)
    {
        if (column.IsEmpty)
        {
            return;
        }

        foreach (ColumnStage stage in _plan.Stages)
        {
            stage.Apply(column, _plan.Timing.Grid, _part.Annotations);
        }

        int points = column.CountPresent();
        if (points == 0)
        {
            return;
        }

        if (_withoutName is not null)
        {
            labels = _withoutName.Apply(labels);
        }

        if (_grouping is not null)
        {
            _part.Gather(_grouping.Project(labels), column, labels);
            return;
        }

        _part.Budget.Hold(points);
        _part.Series.Add(labels, _part.NameDropped, column);
    }
}
