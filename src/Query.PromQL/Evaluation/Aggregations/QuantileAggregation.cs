using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>quantile: exact, so every value has to reach the coordinator; but without its labels.</summary>
internal sealed class QuantileAggregation(StepScalar quantile, StepGrid grid, AnnotationSet annotations, AnnotationSite site)
    : Aggregation(grid, annotations, site)
{
    private readonly SeriesColumns _columns = new(grid);
    private readonly List<int> _lastOfGroup = [];
    private readonly List<int> _previousInGroup = [];

    public override void Add(int group, in Column column, LabelSet labels, bool nameDropped)
    {
        foreach (int step in new PresentSteps(column.Histograms.IsEmpty ? default : column.Presence))
        {
            if (column.Histograms[step] is not null)
            {
                Annotations.Inform(AnnotationText.HistogramIgnored("quantile"), Site);
                column.Remove(step);
            }
        }

        if (!column.IsEmpty)
        {
            Link(group, _columns.Add(LabelSet.Empty, nameDropped: false, column));
        }
    }

    public override void Write(int group, WireWriter writer)
    {
        for (int column = _lastOfGroup[group]; column >= 0; column = _previousInGroup[column])
        {
            writer.Flag(true);
            writer.Column(_columns[column]);
        }

        writer.Flag(false);
    }

    public override void Merge(int group, ref WireReader reader)
    {
        while (reader.Flag())
        {
            int column = _columns.Add(LabelSet.Empty, nameDropped: false);
            reader.Column(_columns, column);
            Link(group, column);
        }
    }

    public override void Finish(GroupTable groups, SeriesColumns result)
    {
        result.EnsureCapacity(groups.Count);
        double[] scratch = new double[_columns.Count];
        for (int group = 0; group < groups.Count; group++)
        {
            Column values = result[result.Add(groups.LabelsOf(group), groups.IsNameDropped(group))];
            for (int step = 0; step < Grid.Count; step++)
            {
                int count = 0;
                for (int member = _lastOfGroup[group]; member >= 0; member = _previousInGroup[member])
                {
                    Column column = _columns[member];
                    if (column.Has(step))
                    {
                        scratch[count++] = column.Values[step];
                    }
                }

                if (count > 0)
                {
                    values.SetFloat(step, Quantile.Of(quantile[step], scratch.AsSpan(0, count)));
                }
            }
        }
    }

    protected override void Grow(int groups)
    {
        while (_lastOfGroup.Count < groups)
        {
            _lastOfGroup.Add(-1);
        }
    }

    private void Link(int group, int column)
    {
        _previousInGroup.Add(_lastOfGroup[group]);
        _lastOfGroup[group] = column;
    }
}
