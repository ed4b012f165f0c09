namespace Orleans.Obs.Api.Queries;

/// <summary>A query that waits or runs. Dispose it when it has ended.</summary>
internal sealed class ActiveQuery(string id, QueryCall call, DateTimeOffset began, ActiveQueries all) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private volatile bool _runs;

    public string Id => id;

    public QueryCall Call => call;

    public DateTimeOffset Began => began;

    /// <summary>True when it does not wait for its turn any more.</summary>
    public bool Runs => _runs;

    /// <summary>Cancelled when somebody ends the query by its id.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    public void Run() => _runs = true;

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => all.End(this);
}
