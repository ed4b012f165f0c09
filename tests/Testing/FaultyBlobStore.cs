using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Testing;

/// <summary>
/// A store that now and then fails before an operation happens, loses the reply after it happened, or is slow; by a seed, so that a failure can be had again. Delays pass with
/// the given clock. For whole systems under stress; where the order of events matters, <see cref="SteppedBlobStore"/> gives control over each.
/// </summary>
public sealed class FaultyBlobStore(IBlobStore inner, int seed, TimeProvider time) : IBlobStore
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>How many of a hundred operations fail without having happened.</summary>
    public int FailPercent { get; set; }

    /// <summary>How many of a hundred operations happen and then report failure.</summary>
    public int LosePercent { get; set; }

    /// <summary>The longest delay before an operation.</summary>
    public TimeSpan MaxDelay { get; set; }

    /// <summary>Only names that this accepts are disturbed.</summary>
    public Func<string, bool> Disturbs { get; set; } = _ => true;

    public ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        => DisturbAsync("put", name, () => inner.PutIfAbsentAsync(name, content, cancellationToken), cancellationToken);

    public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken)
        => DisturbAsync("replace", name, () => inner.PutIfMatchAsync(name, content, expected, cancellationToken), cancellationToken);

    public ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
        => DisturbAsync("read", name, () => inner.ReadAsync(name, offset, destination, cancellationToken), cancellationToken);

    public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken)
        => DisturbAsync("stat", name, () => inner.StatAsync(name, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await DisturbAsync("list", prefix, () => ValueTask.FromResult(true), cancellationToken);
        await foreach (BlobProperties blob in inner.ListAsync(prefix, cancellationToken))
        {
            yield return blob;
        }
    }

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
        => DisturbAsync("delete", name, () => inner.DeleteAsync(name, cancellationToken), cancellationToken);

    public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken)
        => DisturbAsync("create", name, () => inner.CreateAppendableAsync(name, cancellationToken), cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        => DisturbAsync("append to", name, () => inner.AppendAsync(name, expectedLength, content, cancellationToken), cancellationToken);

    public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken)
        => DisturbAsync("seal", name, () => inner.SealAsync(name, cancellationToken), cancellationToken);

    private async ValueTask<T> DisturbAsync<T>(string operation, string name, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        int fate;
        TimeSpan delay;
        lock (_lock)
        {
            (fate, delay) = (_random.Next(100), MaxDelay * _random.NextDouble());
        }

        bool disturbed = Disturbs(name);
        if (disturbed && delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, time, cancellationToken);
        }

        if (disturbed && fate < FailPercent)
        {
            throw new BlobUnavailableException(operation, name);
        }

        T result = await call();
        return disturbed && fate < FailPercent + LosePercent ? throw new BlobUnavailableException(operation, name) : result;
    }
}
