namespace Orleans.Obs.Query.Common.Scheduling;

/// <summary>The right to compute on the thread that has it; dispose it to let the next one in. Not to be kept over a wait for anything else.</summary>
public readonly struct QueryTurn : IDisposable
{
    private readonly QueryTurns _turns;
    private readonly QueryShare _share;
    private readonly long _began;

    internal QueryTurn(QueryTurns turns, QueryShare share, long began) => (_turns, _share, _began) = (turns, share, began);

    /// <summary>Ends the turn. Once only.</summary>
    public void Dispose() => _turns.Leave(_share, _began);
}
