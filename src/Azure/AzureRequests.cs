using Azure;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Azure;

/// <summary>
/// Repeats a request that failed for a reason that passes: throttling, server errors, the network. The request learns whether an earlier try of its own may have
/// been carried out, because then a conflict does not prove a second writer.
/// </summary>
internal sealed class AzureRequests(TimeProvider time)
{
    private const int Tries = 5;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(200);

    public async ValueTask<T> RunAsync<T>(string operation, string name, Func<bool, Task<T>> request, CancellationToken cancellationToken)
    {
        TimeSpan delay = s_firstDelay;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await request(attempt > 1);
            }
            catch (Exception failure) when (IsOfTheStore(failure, cancellationToken))
            {
                if (attempt == Tries || !Passes(failure))
                {
                    throw new BlobUnavailableException(operation, name, failure);
                }
            }

            await Task.Delay(delay, time, cancellationToken);
            delay *= 2;
        }
    }

    private static bool IsOfTheStore(Exception failure, CancellationToken cancellationToken)
        => failure is RequestFailedException or IOException or HttpRequestException or AggregateException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Status 0 is a request that got no answer.</summary>
    private static bool Passes(Exception failure) => failure is not RequestFailedException { Status: not (0 or 408 or 412 or 429 or >= 500) };
}
