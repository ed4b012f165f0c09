using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;
using Orleans.Obs.Query.PromQL.Evaluation.Wire;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>avg: compensated sums and counts; see <see cref="Mean"/> for what happens when a sum overflows.</summary>
internal sealed class AverageAggregation(StepGrid grid, AnnotationSet annotations, AnnotationSite site)
    : FloatsAndHistograms(average: true, grid, annotations, site)
{
    private Mean[] _means = [];

    protected override void Grow(int groups)
    {
        base.Grow(groups);
        Grow(ref _means, groups * Grid.Count);
    }

    protected override void AddFloats(int group, in Column column)
    {
        foreach (int step in column.PresentSteps())
        {
            AddFloat(group, step, column.Values[step]);
        }
    }

    protected override void AddFloat(int group, int step, double value)
    {
        ref Mean mean = ref At(group, step);
        if (mean.Count == 0)
        {
            mean = new Mean(value);
        }
        else
        {
            mean.Add(value);
        }
    }

    protected override void WriteFloats(int group, WireWriter writer)
    {
        for (int step = 0; step < Grid.Count; step++)
        {
            if (HasFloat(group, step))
            {
                Mean mean = At(group, step);
                writer.Double(mean.Sum);
                writer.Double(mean.Compensation);
                writer.Double(mean.Count);
                writer.Flag(mean.Incremental);
            }
        }
    }

    protected override void MergeFloats(int group, ReadOnlySpan<ulong> presence, ref WireReader reader)
    {
        foreach (int step in new PresentSteps(presence))
        {
            var other = new Mean { Sum = reader.Double(), Compensation = reader.Double(), Count = reader.Double(), Incremental = reader.Flag() };
            ref Mean mean = ref At(group, step);
            if (mean.Count == 0)
            {
                mean = other;
            }
            else
            {
                mean.Merge(other);
            }
        }
    }

    protected override double FloatAt(int group, int step) => At(group, step).Value;

    private ref Mean At(int group, int step) => ref _means[(group * Grid.Count) + step];
}
