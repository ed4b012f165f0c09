using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>avg: compensated sums and counts; see <see cref="Mean"/> for what happens when a sum overflows.</summary>
internal sealed class AverageAggregation(StepGrid grid, AnnotationSet annotations, AnnotationSite site)
    : FloatsAndHistograms(average: true, grid, annotations, site)
{
    private readonly GroupedArray<Mean> _means = new(grid.Count);

    /// <summary>What a group's means need beyond their sums; most need nothing.</summary>
    [Flags]
    private enum Extras : byte
    {
        None = 0,
        Compensations = 1 << 0,
        Increments = 1 << 1,
        Counts = 1 << 2,
    }

    protected override void Grow(int groups)
    {
        base.Grow(groups);
        _means.EnsureGroups(groups);
    }

    protected override void AddFloats(int group, in Column column)
    {
        Span<Mean> means = _means[group];
        foreach (int step in column.PresentSteps())
        {
            Add(ref means[step], column.Values[step]);
        }
    }

    protected override void AddFloat(int group, int step, double value) => Add(ref _means[group][step], value);

    protected override void WriteFloats(int group, WireWriter writer)
    {
        ReadOnlySpan<Mean> means = _means[group];
        var extras = Extras.None;
        int count = 0;
        foreach (int step in new PresentSteps(FloatsSeen(group)))
        {
            Mean mean = means[step];
            count = count == 0 ? mean.Count : count;
            extras |= mean.Compensation != 0 ? Extras.Compensations : 0;
            extras |= mean.Incremental ? Extras.Increments : 0;
            extras |= mean.Count != count ? Extras.Counts : 0;
        }

        writer.Byte((byte)extras);
        writer.Count(count);
        foreach (int step in new PresentSteps(FloatsSeen(group)))
        {
            Mean mean = means[step];
            writer.Double(mean.Sum);
            if ((extras & Extras.Compensations) != 0)
            {
                writer.Double(mean.Compensation);
            }

            if ((extras & Extras.Increments) != 0)
            {
                writer.Flag(mean.Incremental);
            }

            if ((extras & Extras.Counts) != 0)
            {
                writer.Count(mean.Count);
            }
        }
    }

    protected override void MergeFloats(int group, scoped ReadOnlySpan<ulong> presence, ref WireReader reader)
    {
        Span<Mean> means = _means[group];
        var extras = (Extras)reader.Byte();
        int count = (int)reader.Count();
        foreach (int step in new PresentSteps(presence))
        {
            var other = new Mean
            {
                Sum = reader.Double(),
                Compensation = (extras & Extras.Compensations) != 0 ? reader.Double() : 0,
                Incremental = (extras & Extras.Increments) != 0 && reader.Flag(),
                Count = (extras & Extras.Counts) != 0 ? (int)reader.Count() : count,
            };
            ref Mean mean = ref means[step];
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

    protected override double FloatAt(int group, int step) => _means[group][step].Value;

    private static void Add(ref Mean mean, double value)
    {
        if (mean.Count == 0)
        {
            mean = new Mean(value);
        }
        else
        {
            mean.Add(value);
        }
    }
}
