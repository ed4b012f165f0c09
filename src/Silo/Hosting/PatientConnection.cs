namespace Orleans.Obs.Silo.Hosting;

/// <summary>An API process that starts before the silos do waits for them, however long it takes.</summary>
internal sealed partial class PatientConnection(TimeProvider clock, ILogger<PatientConnection> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogWaiting(exception.Message.ReplaceLineEndings(" "));
        await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    [LoggerMessage(1011, LogLevel.Warning, "No silo to connect to yet: {Reason}")]
    private partial void LogWaiting(string reason);
}
