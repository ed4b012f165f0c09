using System.IO.Pipelines;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>Sends answers in pieces, so that a slow client slows the writing and a large answer needs no large buffer.</summary>
internal static class AnswerWriting
{
    /// <summary>So much is gathered before it is sent: some network packets.</summary>
    private const int PieceBytes = 32 << 10;

    /// <summary>Sends what was written when it is enough, and then waits until the client has room for more.</summary>
    public static ValueTask FlushWhenLargeAsync(this PipeWriter destination, CancellationToken cancellationToken) =>
        destination.CanGetUnflushedBytes && destination.UnflushedBytes < PieceBytes ? ValueTask.CompletedTask : FlushAsync(destination, cancellationToken);

    private static async ValueTask FlushAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        FlushResult flushed = await destination.FlushAsync(cancellationToken);
        if (flushed.IsCompleted)
        {
            throw new OperationCanceledException("the client left");
        }
    }
}
