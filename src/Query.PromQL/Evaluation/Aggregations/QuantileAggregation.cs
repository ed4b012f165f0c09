using Orleans.Obs.Engine.Metrics.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;
using Orleans.Obs.Query.PromQL.Evaluation.Wire;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>quantile: exact, so every value has to reach the coordinator; but without its labels.</summary>
internal sealed class QuantileAggregation(StepScalar quantile, StepGrid grid, AnnotationSet annotations, AnnotationSite site)
    : Aggregation(grid, annotations, site)
{
    private (double[]? Values, int Count)[] _collected = [];

    public override void Add(int group, in Column column, LabelSet labels, bool nameDropped)
    {
        foreach (int step in column.PresentSteps())
        {
            if (column.HistogramAt(step) is not null)
            {
                Annotations.Inform(AnnotationText.HistogramIgnored("quantile"), Site);
            }
            else
            {
                Reserve(group, step, 1)[0] = column.Values[step];
            }
        }
    }

    public override void Write(int group, WireWriter writer)
    {
        for (int step = 0; step < Grid.Count; step++)
        {
            (double[]? values, int count) = _collected[(group * Grid.Count) + step];
            writer.Count(count);
            writer.Raw<double>(values.AsSpan(0, count));
        }
    }

    public override void Merge(int group, ref WireReader reader)
    {
        for (int step = 0; step < Grid.Count; step++)
        {
            reader.Raw(Reserve(group, step, reader.CountOf(sizeof(double))));
        }
    }

    public override void Finish(GroupTable groups, SeriesColumns result)
    {
        result.EnsureCapacity(groups.Count);
        for (int group = 0; group < groups.Count; group++)
        {
            Column column = result[result.Add(groups.LabelsOf(group), groups.IsNameDropped(group))];
            for (int step = 0; step < Grid.Count; step++)
            {
                (double[]? values, int count) = _collected[(group * Grid.Count) + step];
                if (count > 0)
                {
                    column.SetFloat(step, Quantile.Of(quantile[step], values.AsSpan(0, count)));
                }
            }
        }
    }

    protected override void Grow(int groups) => Grow(ref _collected, groups * Grid.Count);

    private Span<double> Reserve(int group, int step, int count)
    {
        ref (double[]? Values, int Count) collected = ref _collected[(group * Grid.Count) + step];
        if (collected.Values is null || collected.Count + count > collected.Values.Length)
        {
            Array.Resize(ref collected.Values, Math.Max(collected.Count + count, Math.Max(4, 2 * collected.Count)));
        }

        collected.Count += count;
        return collected.Values.AsSpan(collected.Count - count, count);
    }
}
