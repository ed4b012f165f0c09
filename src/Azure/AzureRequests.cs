using System.Globalization;
using Azure;

namespace Orleans.Obs.Azure;

/// <summary>
/// Repeats a request that failed for a reason that passes: throttling, server errors, the network. The request learns whether an earlier try of its own may have
/// been carried out, because then a conflict does not prove a second writer. A service that is busy and says for how long is left alone for that long, within reason.
/// </summary>
internal sealed class AzureRequests(TimeProvider time)
{
    private const int Tries = 5;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(200), s_longestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Runs the request until it succeeds or nothing more can be hoped for; then throws what <paramref name="describe"/> makes of the last failure.</summary>
    public async ValueTask<T> RunAsync<T>(Func<bool, Task<T>> request, Func<Exception, Exception> describe, CancellationToken cancellationToken)
    {
        TimeSpan delay = s_firstDelay;
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                return await request(attempt > 1);
            }
            catch (Exception failure) when (IsOfTheStore(failure, cancellationToken))
            {
                if (attempt == Tries || !Passes(failure))
                {
                    throw describe(failure);
                }

                wait = AskedFor(failure) is { } asked && asked > delay ? asked : delay;
            }

            await Task.Delay(wait < s_longestDelay ? wait : s_longestDelay, time, cancellationToken);
            delay *= 2;
        }
    }

    private static bool IsOfTheStore(Exception failure, CancellationToken cancellationToken)
        => failure is RequestFailedException or IOException or HttpRequestException or AggregateException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Status 0 is a request that got no answer.</summary>
    private static bool Passes(Exception failure) => failure is not RequestFailedException { Status: not (0 or 408 or 412 or 429 or >= 500) };

    private static TimeSpan? AskedFor(Exception failure)
        => failure is RequestFailedException refused
            && refused.GetRawResponse()?.Headers.TryGetValue("Retry-After", out string? seconds) == true
            && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
                ? TimeSpan.FromSeconds(asked)
                : null;
}
