using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>At most k elements, the worst at index 0 (a binary heap). Starts small: k may be larger than there are series.</summary>
internal struct RankedHeap
{
    private Entry[]? _entries;
    private int _count;

    /// <summary>An element: its value and the number of its series.</summary>
    internal readonly record struct Entry(double Value, int Series);

    public readonly Span<Entry> Entries => _entries.AsSpan(0, _count);

    /// <summary>Would the element be among the best?</summary>
    public readonly bool Admits(double value, double limit, RankedAggregation order, LabelSet labels) =>
        _count < Math.Floor(limit) || order.Compare(value, labels, _entries![0]) > 0;

    /// <summary>Takes in an element that is admitted, for the worst one if it is full.</summary>
    public void Insert(double value, int series, double limit, RankedAggregation order)
    {
        if (_count < Math.Floor(limit))
        {
            if (_entries is null || _count == _entries.Length)
            {
                Array.Resize(ref _entries, Math.Max(4, 2 * _count));
            }

            _entries[_count] = new Entry(value, series);
            SiftUp(_count++, order);
        }
        else
        {
            _entries![0] = new Entry(value, series);
            SiftDown(order);
        }
    }

    private readonly void SiftUp(int at, RankedAggregation order)
    {
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (order.Compare(_entries![at], _entries[parent]) >= 0)
            {
                return;
            }

            (_entries[at], _entries[parent]) = (_entries[parent], _entries[at]);
            at = parent;
        }
    }

    private readonly void SiftDown(RankedAggregation order)
    {
        for (int at = 0; ;)
        {
            int worst = at, left = (2 * at) + 1, right = left + 1;
            if (left < _count && order.Compare(_entries![left], _entries[worst]) < 0)
            {
                worst = left;
            }

            if (right < _count && order.Compare(_entries![right], _entries[worst]) < 0)
            {
                worst = right;
            }

            if (worst == at)
            {
                return;
            }

            (_entries![at], _entries[worst]) = (_entries[worst], _entries[at]);
            at = worst;
        }
    }
}
