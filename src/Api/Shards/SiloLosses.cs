namespace Orleans.Obs.Api.Shards;

/// <summary>
/// Tells those who wait for an answer that a silo is gone, perhaps the one that was to answer. A silo's own runtime ends such calls by itself; a client, whose calls other silos pass on,
/// hears of it only here.
/// </summary>
public sealed class SiloLosses : IDisposable
{
    private CancellationTokenSource _next = new();

    /// <summary>Is cancelled when the next silo is lost.</summary>
    public CancellationToken Next => Volatile.Read(ref _next).Token;

    /// <summary>A silo was lost.</summary>
    public void Happened()
    {
        // Not disposed of: others may be about to wait for it.
        CancellationTokenSource lost = Interlocked.Exchange(ref _next, new CancellationTokenSource());
        lost.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _next.Dispose();
}
