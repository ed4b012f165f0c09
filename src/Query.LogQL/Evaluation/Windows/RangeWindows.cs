using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>Gathers the samples of series in windows. A shard adds samples and writes what it gathered; the coordinator merges what shards wrote.</summary>
internal abstract class RangeWindows(WindowGrid windows)
{
    /// <summary>Pieces and steps times series that fit.</summary>
    private const long MostCells = 1L << 26;

    private long _cells;

    public WindowGrid Windows { get; } = windows;

    public abstract int SeriesCount { get; }

    /// <summary>Makes room for a series; they are numbered from 0.</summary>
    /// <exception cref="LogQueryException">There are too many.</exception>
    public void AddSeries(int pieces)
    {
        _cells += pieces;
        if (_cells > MostCells)
        {
            throw new LogQueryException(LogQueryErrorKind.BadRequest, "the query would hold too many series and steps; consider a longer step, fewer series or a shorter time range");
        }

        AddSeriesCore();
    }

    public abstract void Add(int series, int piece, in RangeSample sample);

    /// <summary>Adds rows that were counted before, with their bytes.</summary>
    public abstract void AddCounted(int series, int piece, long rows, long bytes);

    /// <summary>Writes the windows of a series that have samples: how many, then each with its step.</summary>
    public abstract void Write(int series, WireWriter writer);

    /// <summary>Merges the windows of a series.</summary>
    public abstract void Merge(int series, ref WireReader reader);

    /// <summary>The values of a series' windows; true where there is one.</summary>
    public abstract void Finish(int series, Span<double> values, Span<bool> present);

    protected abstract void AddSeriesCore();
}
