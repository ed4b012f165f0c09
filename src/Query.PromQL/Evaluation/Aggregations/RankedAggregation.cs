using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>
/// topk and bottomk: per group and step a heap of the k best elements with the worst on top. The k best of all shards are among the k best of each. NaN is worst either way;
/// among equals the smaller label set is better, so that the answer does not depend on the order of series.
/// </summary>
internal sealed class RankedAggregation(bool top, StepScalar limit, StepGrid grid, AnnotationSet annotations, AnnotationSite site)
    : Aggregation(grid, annotations, site)
{
    private readonly List<(LabelSet Labels, bool NameDropped)> _series = [];
    private readonly GroupedArray<RankedHeap> _heaps = new(grid.Count);
    private int[] _translation = [];

    public override void Add(int group, in Column column, LabelSet labels, bool nameDropped)
    {
        int series = -1;
        foreach (int step in column.PresentSteps())
        {
            if (limit[step] < 1)
            {
                continue;
            }

            if (column.HistogramAt(step) is not null)
            {
                Annotations.Inform(AnnotationText.HistogramIgnored(top ? "topk" : "bottomk"), Site);
                continue;
            }

            ref RankedHeap heap = ref _heaps[group][step];
            if (!heap.Admits(column.Values[step], limit[step], this, labels))
            {
                continue;
            }

            if (series < 0)
            {
                series = _series.Count;
                _series.Add((labels, nameDropped));
            }

            heap.Insert(column.Values[step], series, limit[step], this);
        }
    }

    public override void WriteShared(WireWriter writer)
    {
        _translation = new int[_series.Count];
        var kept = new List<int>();
        for (int group = 0; group < Groups; group++)
        {
            foreach (RankedHeap heap in _heaps[group])
            {
                foreach (RankedHeap.Entry entry in heap.Entries)
                {
                    if (_translation[entry.Series] == 0)
                    {
                        kept.Add(entry.Series);
                        _translation[entry.Series] = kept.Count;
                    }
                }
            }
        }

        writer.Count(kept.Count);
        foreach (int series in kept)
        {
            writer.Bytes(_series[series].Labels.Bytes);
            writer.Flag(_series[series].NameDropped);
        }
    }

    public override void ReadShared(ref WireReader reader)
    {
        _translation = new int[reader.CountOf(2)];
        for (int i = 0; i < _translation.Length; i++)
        {
            byte[] labels = reader.Bytes().ToArray();
            _translation[i] = _series.Count;
            _series.Add((new LabelSet(labels, 0, labels.Length), reader.Flag()));
        }
    }

    public override void Write(int group, WireWriter writer)
    {
        for (int step = 0; step < Grid.Count; step++)
        {
            ReadOnlySpan<RankedHeap.Entry> entries = _heaps[group][step].Entries;
            writer.Count(entries.Length);
            foreach (RankedHeap.Entry entry in entries)
            {
                writer.Double(entry.Value);
                writer.Count(_translation[entry.Series] - 1);
            }
        }
    }

    public override void Merge(int group, ref WireReader reader)
    {
        for (int step = 0; step < Grid.Count; step++)
        {
            int count = reader.CountOf(sizeof(double) + 1);
            for (int i = 0; i < count; i++)
            {
                double value = reader.Double();
                long local = reader.Count();
                if ((ulong)local >= (ulong)_translation.Length)
                {
                    throw QueryErrors.Malformed();
                }

                int series = _translation[local];
                ref RankedHeap heap = ref _heaps[group][step];
                if (heap.Admits(value, limit[step], this, _series[series].Labels))
                {
                    heap.Insert(value, series, limit[step], this);
                }
            }
        }
    }

    public override void Finish(GroupTable groups, SeriesColumns result)
    {
        int[] rows = new int[_series.Count];
        for (int group = 0; group < groups.Count; group++)
        {
            for (int step = 0; step < Grid.Count; step++)
            {
                Span<RankedHeap.Entry> entries = _heaps[group][step].Entries;
                entries.Sort((left, right) => Compare(right, left));
                foreach (RankedHeap.Entry entry in entries)
                {
                    ref int row = ref rows[entry.Series];
                    if (row == 0)
                    {
                        row = result.Add(_series[entry.Series].Labels, _series[entry.Series].NameDropped) + 1;
                    }

                    result[row - 1].SetFloat(step, entry.Value);
                }
            }
        }
    }

    /// <summary>Positive when the left one is better.</summary>
    public int Compare(RankedHeap.Entry left, RankedHeap.Entry right) => Compare(left.Value, _series[left.Series].Labels, right);

    /// <summary>Positive when an element that has no number yet is better than another.</summary>
    public int Compare(double value, LabelSet labels, RankedHeap.Entry other)
    {
        bool isNaN = double.IsNaN(value), otherIsNaN = double.IsNaN(other.Value);
        if (isNaN != otherIsNaN)
        {
            return isNaN ? -1 : 1;
        }

        if (!isNaN && value != other.Value)
        {
            return (value > other.Value) == top ? 1 : -1;
        }

        return _series[other.Series].Labels.CompareTo(labels);
    }

    protected override void Grow(int groups) => _heaps.EnsureGroups(groups);
}
