using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>An aggregation of the floats alone, with one result per group and step; an info tells of histograms that it left out.</summary>
internal abstract class FloatAggregation(string name, StepGrid grid, AnnotationSet annotations, AnnotationSite site) : Aggregation(grid, annotations, site)
{
    private readonly GroupedArray<ulong> _seen = new(grid.PresenceWords);

    public sealed override void Add(int group, in Column column, LabelSet labels, bool nameDropped)
    {
        Span<ulong> seen = _seen[group];
        foreach (int step in column.PresentSteps())
        {
            if (column.HistogramAt(step) is not null)
            {
                Annotations.Inform(AnnotationText.HistogramIgnored(name), Site);
                continue;
            }

            ulong bit = 1UL << step;
            AddFloat(group, step, column.Values[step], first: (seen[step >> 6] & bit) == 0);
            seen[step >> 6] |= bit;
        }
    }

    public sealed override void Write(int group, WireWriter writer)
    {
        writer.Raw<ulong>(_seen[group]);
        foreach (int step in new PresentSteps(_seen[group]))
        {
            WriteStep(group, step, writer);
        }
    }

    public sealed override void Merge(int group, ref WireReader reader)
    {
        Span<ulong> presence = Grid.PresenceWords <= 64 ? stackalloc ulong[Grid.PresenceWords] : new ulong[Grid.PresenceWords];
        reader.Raw(presence);
        Span<ulong> seen = _seen[group];
        foreach (int step in new PresentSteps(presence))
        {
            if (step >= Grid.Count)
            {
                throw QueryErrors.Malformed();
            }

            ulong bit = 1UL << step;
            MergeStep(group, step, first: (seen[step >> 6] & bit) == 0, ref reader);
            seen[step >> 6] |= bit;
        }
    }

    public sealed override void Finish(GroupTable groups, SeriesColumns result)
    {
        result.EnsureCapacity(groups.Count);
        for (int group = 0; group < groups.Count; group++)
        {
            int series = result.Add(groups.LabelsOf(group), groups.IsNameDropped(group));
            Column column = result[series];
            foreach (int step in new PresentSteps(_seen[group]))
            {
                column.SetFloat(step, ResultAt(group, step));
            }
        }
    }

    protected override void Grow(int groups) => _seen.EnsureGroups(groups);

    protected abstract void AddFloat(int group, int step, double value, bool first);

    protected abstract void WriteStep(int group, int step, WireWriter writer);

    protected abstract void MergeStep(int group, int step, bool first, ref WireReader reader);

    protected abstract double ResultAt(int group, int step);
}
