using Orleans.Obs.Engine.Labels;
using System.Numerics;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>
/// An instant vector over all steps of a grid: series by series, each with its labels once and a column of values. The order of the series is the order of the vector. Columns lie in
/// pages and stay where they are: leaving series out, ordering them and joining vectors only touches the rows that point to columns.
/// </summary>
internal sealed class SeriesColumns
{
    /// <summary>Steps times series that fit: a query over years in seconds is refused before it exhausts the process, however few of its steps have points.</summary>
    private const long MaxCells = 1L << 27;

    /// <summary>Cells of a page, unless one column has more: small enough to stay off the large object heap.</summary>
    private const int PageCells = 8192;

    /// <summary>Columns of a vector's first page at the beginning: most vectors are small.</summary>
    private const int FirstColumns = 8;

    private readonly List<ColumnPage> _pages = [];
    private readonly int _pageBits;
    private Row[] _rows = [];
    private int _slots;

    public SeriesColumns(StepGrid grid)
    {
        Grid = grid;
        _pageBits = BitOperations.Log2((uint)Math.Max(1, PageCells / Math.Max(1, grid.Count)));
    }

    public StepGrid Grid { get; }

    public int Count { get; private set; }

    /// <summary>Makes room for the rows of <paramref name="capacity"/> series.</summary>
    public void EnsureCapacity(int capacity)
    {
        if (capacity > _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(capacity, Math.Max(4, 2 * _rows.Length)));
        }
    }

    /// <summary>Appends a series without points and returns its index.</summary>
    public int Add(LabelSet labels, bool nameDropped)
    {
        EnsureCapacity(Count + 1);
        _rows[Count] = new Row(labels, nameDropped, TakeSlot());
        return Count++;
    }

    /// <summary>Appends a copy of another vector's series under other labels and returns its index.</summary>
    public int Add(LabelSet labels, bool nameDropped, in Column column)
    {
        int series = Add(labels, nameDropped);
        Column own = this[series];
        column.Values.CopyTo(own.Values);
        column.Presence.CopyTo(own.Presence);
        if (!column.Histograms.IsEmpty)
        {
            column.Histograms.CopyTo(HistogramsOf(series));
        }

        return series;
    }

    /// <summary>Appends the series of another vector on the same grid, which is not used any more.</summary>
    public void Append(SeriesColumns other)
    {
        EnsureCapacity(Count + other.Count);
        if (other._pages.Count <= 1 && other._slots < 1 << _pageBits)
        {
            for (int series = 0; series < other.Count; series++)
            {
                Add(other.LabelsOf(series), other.IsNameDropped(series), other[series]);
            }

            return;
        }

        int offset = _pages.Count << _pageBits;
        Refuse((long)offset + other._slots);
        _pages.AddRange(other._pages);
        _slots = offset + other._slots;
        foreach (ref readonly Row row in other._rows.AsSpan(0, other.Count))
        {
            _rows[Count++] = row with { Slot = row.Slot + offset };
        }
    }

    public LabelSet LabelsOf(int series) => _rows[series].Labels;

    public void SetLabels(int series, LabelSet labels) => _rows[series].Labels = labels;

    /// <summary>True when the metric name is still there but goes at the end of the query (delayed name removal).</summary>
    public bool IsNameDropped(int series) => _rows[series].NameDropped;

    public void SetNameDropped(int series, bool dropped) => _rows[series].NameDropped = dropped;

    public Column this[int series] => PageOf(series, out int column)[column];

    /// <summary>The values of all steps, without copying.</summary>
    public ReadOnlyMemory<double> ValuesOf(int series) => PageOf(series, out int column).ValuesOf(column);

    public void SetHistogram(int series, int step, NativeHistogram histogram)
    {
        Column column = this[series];
        column.SetFloat(step, double.NaN);
        HistogramsOf(series)[step] = histogram;
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
                _rows[kept++] = _rows[series];
            }
        }

        Count = kept;
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

    /// <summary>Puts the series into another order (a permutation of their indices).</summary>
    public void Reorder(ReadOnlySpan<int> order)
    {
        var rows = new Row[order.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = _rows[order[i]];
        }

        _rows = rows;
    }

    private ColumnPage PageOf(int series, out int column)
    {
        int slot = _rows[series].Slot;
        column = slot & ((1 << _pageBits) - 1);
        return _pages[slot >> _pageBits];
    }

    private Span<NativeHistogram?> HistogramsOf(int series) => PageOf(series, out int column).HistogramsOf(column);

    private int TakeSlot()
    {
        int page = _slots >> _pageBits, perPage = 1 << _pageBits;
        if (page == _pages.Count)
        {
            Refuse(_slots + 1);
            _pages.Add(new ColumnPage(page == 0 ? Math.Min(FirstColumns, perPage) : perPage, Grid));
        }
        else if ((_slots & (perPage - 1)) == _pages[page].Columns)
        {
            _pages[page].Grow(2 * _pages[page].Columns);
        }

        return _slots++;
    }

    private void Refuse(long slots)
    {
        if (slots * Grid.Count > MaxCells)
        {
            throw QueryErrors.TooManySamples();
        }
    }

    /// <summary>A series and where its column is.</summary>
    private record struct Row(LabelSet Labels, bool NameDropped, int Slot);
}
