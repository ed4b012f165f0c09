namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>
/// The windows of a range aggregation cut at all of their borders. What falls between two borders is in the same windows, so it is gathered once, and a window is a run of such pieces.
/// Windows are open at their beginning and closed at their end.
/// </summary>
internal sealed class WindowGrid
{
    private readonly long[] _edges;
    private readonly int[] _first;
    private readonly int[] _last;
    private int _recent;

    public WindowGrid(StepGrid grid, long interval, long offset)
    {
        (Grid, Interval, Offset) = (grid, interval, offset);
        var edges = new List<long>(2 * grid.Count);
        for (int step = 0; step < grid.Count; step++)
        {
            edges.Add(BeginOf(step));
            edges.Add(EndOf(step));
        }

        edges.Sort();
        _edges = [.. edges.Distinct()];
        (_first, _last) = (new int[grid.Count], new int[grid.Count]);
        for (int step = 0; step < grid.Count; step++)
        {
            _first[step] = Array.BinarySearch(_edges, BeginOf(step));
            _last[step] = Array.BinarySearch(_edges, EndOf(step)) - 1;
        }
    }

    public StepGrid Grid { get; }

    public long Interval { get; }

    public long Offset { get; }

    /// <summary>How many pieces there are.</summary>
    public int Pieces => _edges.Length - 1;

    /// <summary>The earliest time that is in a window.</summary>
    public long MinTime => _edges[0] + 1;

    /// <summary>The latest time that is in a window.</summary>
    public long MaxTime => _edges[^1];

    public long BeginOf(int step) => EndOf(step) - Interval;

    public long EndOf(int step) => Grid.TimeOf(step) - Offset;

    /// <summary>The pieces of a window, first and last.</summary>
    public (int First, int Last) PiecesOf(int step) => (_first[step], _last[step]);

    /// <summary>The piece that a time is in, or -1. Times that follow each other are found at once.</summary>
    public int PieceOf(long time)
    {
        if (time > _edges[_recent] && time <= _edges[_recent + 1])
        {
            return _recent;
        }

        if (time <= _edges[0] || time > _edges[^1])
        {
            return -1;
        }

        int index = Array.BinarySearch(_edges, time);
        return _recent = (index < 0 ? ~index : index) - 1;
    }

    /// <summary>The first step with a window that has a piece; -1 where it lies between windows.</summary>
    public int FirstStepOf(int piece)
    {
        for (int step = 0; step < _first.Length; step++)
        {
            if (_first[step] <= piece && piece <= _last[step])
            {
                return step;
            }
        }

        return -1;
    }
}
