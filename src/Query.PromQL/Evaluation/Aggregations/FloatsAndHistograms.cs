using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>An aggregation of floats or of histograms; a group that mixes them at a step has no result there, and a warning tells so.</summary>
internal abstract class FloatsAndHistograms(bool average, StepGrid grid, AnnotationSet annotations, AnnotationSite site) : Aggregation(grid, annotations, site)
{
    private readonly HistogramTotals _histograms = new(average, grid.Count, annotations, site);
    private readonly GroupedArray<ulong> _floatsSeen = new(grid.PresenceWords);

    public sealed override void Add(int group, in Column column, LabelSet labels, bool nameDropped)
    {
        Span<ulong> seen = FloatsSeen(group);
        if (column.Histograms.IsEmpty)
        {
            AddFloats(group, column);
            for (int word = 0; word < seen.Length; word++)
            {
                seen[word] |= column.Presence[word];
            }

            return;
        }

        foreach (int step in column.PresentSteps())
        {
            if (column.Histograms[step] is { } histogram)
            {
                _histograms.Add(group, step, histogram, labels);
            }
            else
            {
                AddFloat(group, step, column.Values[step]);
                seen[step >> 6] |= 1UL << step;
            }
        }
    }

    public sealed override void Write(int group, WireWriter writer)
    {
        writer.Raw<ulong>(FloatsSeen(group));
        if (FloatsSeen(group).IndexOfAnyExcept(0UL) >= 0)
        {
            WriteFloats(group, writer);
        }

        _histograms.Write(group, writer);
    }

    public sealed override void Merge(int group, ref WireReader reader)
    {
        Span<ulong> presence = Grid.PresenceWords <= 64 ? stackalloc ulong[Grid.PresenceWords] : new ulong[Grid.PresenceWords];
        reader.Raw(presence);
        if (presence.IndexOfAnyExcept(0UL) >= 0)
        {
            MergeFloats(group, presence, ref reader);
            Span<ulong> seen = FloatsSeen(group);
            for (int word = 0; word < seen.Length; word++)
            {
                seen[word] |= presence[word];
            }
        }

        _histograms.Merge(group, ref reader);
    }

    public sealed override void Finish(GroupTable groups, SeriesColumns result)
    {
        result.EnsureCapacity(groups.Count);
        for (int group = 0; group < groups.Count; group++)
        {
            int series = result.Add(groups.LabelsOf(group), groups.IsNameDropped(group));
            ReadOnlySpan<ulong> floats = FloatsSeen(group);
            for (int step = 0; step < Grid.Count; step++)
            {
                bool hasFloat = (floats[step >> 6] & (1UL << step)) != 0;
                HistogramTotal? total = _histograms.At(group, step);
                if (hasFloat && total is not null)
                {
                    Annotations.Warn(AnnotationText.MixedInAggregation, Site);
                }
                else if (hasFloat)
                {
                    result[series].SetFloat(step, FloatAt(group, step));
                }
                else if (total is not null && _histograms.Finish(total) is { } histogram)
                {
                    result.SetHistogram(series, step, histogram);
                }
            }
        }
    }

    protected abstract void AddFloats(int group, in Column column);

    protected abstract void AddFloat(int group, int step, double value);

    protected abstract void WriteFloats(int group, WireWriter writer);

    protected abstract void MergeFloats(int group, scoped ReadOnlySpan<ulong> presence, ref WireReader reader);

    protected abstract double FloatAt(int group, int step);

    protected Span<ulong> FloatsSeen(int group) => _floatsSeen[group];

    protected override void Grow(int groups) => _floatsSeen.EnsureGroups(groups);
}
