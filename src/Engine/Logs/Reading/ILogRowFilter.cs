namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>A condition on rows that the engine does not understand itself: the filters of a deletion, which the query language compiles. Immutable, thread-safe.</summary>
public interface ILogRowFilter
{
    /// <summary>The columns that <see cref="Keep"/> looks at.</summary>
    LogColumns Columns { get; }

    /// <summary>False when no row of the group can satisfy the condition for sure.</summary>
    ValueTask<bool> MayMatchAsync(ILogGroup group, CancellationToken cancellationToken);

    /// <summary>Keeps of <paramref name="candidates"/> the rows that satisfy the condition. All of them are rows of streams of <paramref name="selection"/>.</summary>
    void Keep(ILogSelection selection, ILogRows rows, RowSet candidates);
}
