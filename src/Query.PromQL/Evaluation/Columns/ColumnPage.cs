using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>The columns of some series in one piece of memory.</summary>
internal sealed class ColumnPage(int columns, StepGrid grid)
{
    private double[] _values = new double[columns * grid.Count];
    private ulong[] _presence = new ulong[columns * grid.PresenceWords];
    private NativeHistogram?[]? _histograms;

    /// <summary>How many columns fit.</summary>
    public int Columns { get; private set; } = columns;

    public Column this[int column] => new(
        _values.AsSpan(column * grid.Count, grid.Count),
        _presence.AsSpan(column * grid.PresenceWords, grid.PresenceWords),
        _histograms is null ? default : _histograms.AsSpan(column * grid.Count, grid.Count));

    /// <summary>The values of a column, without copying.</summary>
    public ReadOnlyMemory<double> ValuesOf(int column) => _values.AsMemory(column * grid.Count, grid.Count);

    /// <summary>The histograms of a column, for writing.</summary>
    public Span<NativeHistogram?> HistogramsOf(int column) =>
        (_histograms ??= new NativeHistogram?[_values.Length]).AsSpan(column * grid.Count, grid.Count);

    /// <summary>Makes room for more columns; spans that were handed out before show the old memory.</summary>
    public void Grow(int columns)
    {
        Columns = columns;
        Array.Resize(ref _values, columns * grid.Count);
        Array.Resize(ref _presence, columns * grid.PresenceWords);
        if (_histograms is not null)
        {
            Array.Resize(ref _histograms, columns * grid.Count);
        }
    }
}
