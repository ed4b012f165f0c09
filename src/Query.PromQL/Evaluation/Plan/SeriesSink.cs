using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>Takes the column of each series as a window left it, applies the plan's stages, and either gathers it into its group or writes it to the answer.</summary>
internal sealed class SeriesSink
{
    private readonly ShardPlan _plan;
    private readonly AnnotationSet _annotations;
    private readonly SampleCounter _counter;
    private readonly WireWriter _answer;
    private readonly LabelProjection? _withoutName;
    private readonly LabelProjection? _grouping;
    private readonly Aggregation? _aggregation;
    private readonly GroupTable _groups = new();
    private readonly bool _nameDropped;

    public SeriesSink(ShardPlan plan, AnnotationSet annotations, SampleCounter counter, WireWriter answer)
    {
        (_plan, _annotations, _counter, _answer) = (plan, annotations, counter, answer);
        _nameDropped = plan.DropsName && !plan.RemovesNamesAtOnce;
        _withoutName = plan.DropsName && plan.RemovesNamesAtOnce ? MetadataLabels.Drop() : null;
        _grouping = plan.Aggregation?.Grouping();
        _aggregation = plan.Aggregation?.Create(plan.Timing.Grid, annotations);
    }

    public void Take(LabelSet labels, in Column column)
    {
        if (column.IsEmpty)
        {
            return;
        }

        foreach (ColumnStage stage in _plan.Stages)
        {
            stage.Apply(column, _plan.Timing.Grid, _annotations);
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

        if (_aggregation is null)
        {
            _counter.Hold(points);
            ShardAnswer.WriteSeries(_answer, labels, column);
            return;
        }

        int before = _groups.Count;
        int group = _groups.GroupOf(_grouping!.Project(labels), _nameDropped);
        if (_groups.Count > before)
        {
            _counter.Hold(_plan.Timing.Grid.Count);
            _aggregation.EnsureGroups(_groups.Count);
        }

        _aggregation.Add(group, column, labels, _nameDropped);
    }

    public void Complete()
    {
        if (_aggregation is not null)
        {
            ShardAnswer.WriteGroups(_answer, _groups, _aggregation);
        }
    }
}
