using Orleans.Obs.Engine.Metrics.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Wire;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>count, and group, which is 1 wherever count is not 0. Histograms count.</summary>
internal sealed class CountAggregation(bool presence, StepGrid grid, AnnotationSet annotations, AnnotationSite site) : Aggregation(grid, annotations, site)
{
    private long[] _counts = [];

    public override void Add(int group, in Column column, LabelSet labels, bool nameDropped)
    {
        Span<long> counts = Of(group);
        foreach (int step in column.PresentSteps())
        {
            counts[step]++;
        }
    }

    public override void Write(int group, WireWriter writer)
    {
        foreach (long count in Of(group))
        {
            writer.Count(count);
        }
    }

    public override void Merge(int group, ref WireReader reader)
    {
        foreach (ref long count in Of(group))
        {
            count += reader.Count();
        }
    }

    public override void Finish(GroupTable groups, SeriesColumns result)
    {
        result.EnsureCapacity(groups.Count);
        for (int group = 0; group < groups.Count; group++)
        {
            Column column = result[result.Add(groups.LabelsOf(group), groups.IsNameDropped(group))];
            ReadOnlySpan<long> counts = Of(group);
            for (int step = 0; step < counts.Length; step++)
            {
                if (counts[step] > 0)
                {
                    column.SetFloat(step, presence ? 1 : counts[step]);
                }
            }
        }
    }

    protected override void Grow(int groups) => Grow(ref _counts, groups * Grid.Count);

    private Span<long> Of(int group) => _counts.AsSpan(group * Grid.Count, Grid.Count);
}
