using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>count, and group, which is 1 wherever count is not 0. Histograms count.</summary>
internal sealed class CountAggregation(bool presence, StepGrid grid, AnnotationSet annotations, AnnotationSite site) : Aggregation(grid, annotations, site)
{
    private readonly GroupedArray<int> _counts = new(grid.Count);

    public override void Add(int group, in Column column, LabelSet labels, bool nameDropped)
    {
        Span<int> counts = _counts[group];
        foreach (int step in column.PresentSteps())
        {
            counts[step]++;
        }
    }

    public override void Write(int group, WireWriter writer)
    {
        foreach (int count in _counts[group])
        {
            writer.Count(count);
        }
    }

    public override void Merge(int group, ref WireReader reader)
    {
        foreach (ref int count in _counts[group])
        {
            count += (int)reader.Count();
        }
    }

    public override void Finish(GroupTable groups, SeriesColumns result)
    {
        result.EnsureCapacity(groups.Count);
        for (int group = 0; group < groups.Count; group++)
        {
            Column column = result[result.Add(groups.LabelsOf(group), groups.IsNameDropped(group))];
            ReadOnlySpan<int> counts = _counts[group];
            for (int step = 0; step < counts.Length; step++)
            {
                if (counts[step] > 0)
                {
                    column.SetFloat(step, presence ? 1 : counts[step]);
                }
            }
        }
    }

    protected override void Grow(int groups) => _counts.EnsureGroups(groups);
}
