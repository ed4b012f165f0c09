using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>
/// An instant vector over all steps of a grid: series by series, each with its labels once and a column of values. The order of the series is the order of the vector.
/// </summary>
internal sealed class SeriesColumns(StepGrid grid)
{
    /// <summary>Steps times series that fit: a query over years in seconds is refused before it exhausts the process, however few of its steps have points.</summary>
    private const long MaxCells = 1L << 27;

    private LabelSet[] _labels = [];
    private bool[] _namesDropped = [];
    private double[] _values = [];
    private ulong[] _presence = [];
    private NativeHistogram?[]? _histograms;

    public StepGrid Grid { get; } = grid;

    public int Count { get; private set; }

    public bool HasHistograms => _histograms is not null;

    /// <summary>Makes room for <paramref name="capacity"/> series.</summary>
    public void EnsureCapacity(int capacity)
    {
        if (capacity <= _labels.Length)
        {
            return;
        }

        long mostSeries = MaxCells / Math.Max(1, Grid.Count);
        if (capacity > mostSeries)
        {
            throw QueryErrors.TooManySamples();
        }

        capacity = (int)Math.Min(mostSeries, Math.Max(capacity, Math.Max(4, 2 * _labels.Length)));
        Array.Resize(ref _labels, capacity);
        Array.Resize(ref _namesDropped, capacity);
        Array.Resize(ref _values, capacity * Grid.Count);
        Array.Resize(ref _presence, capacity * Grid.PresenceWords);
        if (_histograms is not null)
        {
            Array.Resize(ref _histograms, capacity * Grid.Count);
        }
    }

    /// <summary>Appends a series without points and returns its index.</summary>
    public int Add(LabelSet labels, bool nameDropped)
    {
        EnsureCapacity(Count + 1);
        _labels[Count] = labels;
        _namesDropped[Count] = nameDropped;
        return Count++;
    }

    /// <summary>Appends a copy of another vector's series under other labels and returns its index.</summary>
    public int Add(LabelSet labels, bool nameDropped, in Column column)
    {
        int series = Add(labels, nameDropped);
        column.Values.CopyTo(_values.AsSpan(series * Grid.Count));
        column.Presence.CopyTo(_presence.AsSpan(series * Grid.PresenceWords));
        if (!column.Histograms.IsEmpty)
        {
            column.Histograms.CopyTo(HistogramsForWriting().AsSpan(series * Grid.Count));
        }

        return series;
    }

    public LabelSet LabelsOf(int series) => _labels[series];

    public void SetLabels(int series, LabelSet labels) => _labels[series] = labels;

    /// <summary>True when the metric name is still there but goes at the end of the query (delayed name removal).</summary>
    public bool IsNameDropped(int series) => _namesDropped[series];

    public void SetNameDropped(int series, bool dropped) => _namesDropped[series] = dropped;

    public Column this[int series] => new(
        _values.AsSpan(series * Grid.Count, Grid.Count),
        _presence.AsSpan(series * Grid.PresenceWords, Grid.PresenceWords),
        _histograms is null ? default : _histograms.AsSpan(series * Grid.Count, Grid.Count));

    /// <summary>The values of all steps, without copying.</summary>
    public ReadOnlyMemory<double> ValuesOf(int series) => _values.AsMemory(series * Grid.Count, Grid.Count);

    public void SetHistogram(int series, int step, NativeHistogram histogram)
    {
        HistogramsForWriting()[(series * Grid.Count) + step] = histogram;
        _values[(series * Grid.Count) + step] = double.NaN;
        _presence[(series * Grid.PresenceWords) + (step >> 6)] |= 1UL << step;
    }

    /// <summary>Sets the point of one step from another column's.</summary>
    public void SetPoint(int series, int step, in Column source)
    {
        if (source.HistogramAt(step) is { } histogram)
        {
            SetHistogram(series, step, histogram);
        }
        else
        {
            this[series].SetFloat(step, source.Values[step]);
        }
    }

    /// <summary>Removes the series without any point, keeping the order of the others.</summary>
    public void RemoveEmpty()
    {
        int kept = 0;
        for (int series = 0; series < Count; series++)
        {
            if (!this[series].IsEmpty)
            {
                Move(series, kept++);
            }
        }

        Truncate(kept);
    }

    /// <summary>Points of all series, for limits and statistics.</summary>
    public long CountPoints()
    {
        long points = 0;
        for (int series = 0; series < Count; series++)
        {
            points += this[series].CountPresent();
        }

        return points;
    }

    /// <summary>The series in another order (a permutation or selection of indices).</summary>
    public SeriesColumns Reordered(ReadOnlySpan<int> order)
    {
        var result = new SeriesColumns(Grid);
        result.EnsureCapacity(order.Length);
        foreach (int series in order)
        {
            result.Add(_labels[series], _namesDropped[series], this[series]);
        }

        return result;
    }

    private void Move(int from, int to)
    {
        if (from == to)
        {
            return;
        }

        _labels[to] = _labels[from];
        _namesDropped[to] = _namesDropped[from];
        this[from].Values.CopyTo(this[to].Values);
        this[from].Presence.CopyTo(this[to].Presence);
        if (_histograms is not null)
        {
            this[from].Histograms.CopyTo(this[to].Histograms);
        }
    }

    private void Truncate(int count)
    {
        for (int series = count; series < Count; series++)
        {
            this[series].Presence.Clear();
            if (_histograms is not null)
            {
                this[series].Histograms.Clear();
            }
        }

        Count = count;
    }

    private NativeHistogram?[] HistogramsForWriting() => _histograms ??= new NativeHistogram?[_labels.Length * Grid.Count];
}
