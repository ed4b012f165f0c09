using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard.Simulation;

/// <summary>A store of which some calls fail before they have an effect and some after it, and which is gone altogether for a number of calls now and then.</summary>
internal sealed class UnreliableBlobStore(IBlobStore inner, int seed) : IBlobStore
{
    private const double Failing = 0.05, LosingReply = 0.01;

    private readonly Random _random = new(seed);
    private int _outage;

    public int Failures { get; private set; }

    /// <summary>False: every call succeeds.</summary>
    public bool Trouble { get; set; } = true;

    /// <summary>So many calls fail in a row.</summary>
    public void BeGone(int calls)
    {
        lock (_random)
        {
            _outage = calls;
        }
    }

    public ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        CallAsync("put", name, () => inner.PutIfAbsentAsync(name, content, cancellationToken));

    public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken) =>
        CallAsync("replace", name, () => inner.PutIfMatchAsync(name, content, expected, cancellationToken));

    public ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        CallAsync("read", name, () => inner.ReadAsync(name, offset, destination, cancellationToken));

    public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken) => CallAsync("stat", name, () => inner.StatAsync(name, cancellationToken));

    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallAsync("list", prefix, static () => new ValueTask<bool>(true));
        await foreach (BlobProperties blob in inner.ListAsync(prefix, cancellationToken))
        {
            yield return blob;
        }
    }

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => CallAsync("delete", name, () => inner.DeleteAsync(name, cancellationToken));

    public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken) =>
        CallAsync("create", name, () => inner.CreateAppendableAsync(name, cancellationToken));

    public ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        CallAsync("append to", name, () => inner.AppendAsync(name, expectedLength, content, cancellationToken));

    public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken) => CallAsync("seal", name, () => inner.SealAsync(name, cancellationToken));

    private async ValueTask<T> CallAsync<T>(string operation, string name, Func<ValueTask<T>> call)
    {
        bool fails, loses;
        lock (_random)
        {
            double fate = _random.NextDouble();
            bool gone = _outage > 0;
            _outage -= gone ? 1 : 0;
            fails = Trouble && (gone || fate < Failing);
            loses = Trouble && !fails && fate < Failing + LosingReply;
            Failures += fails || loses ? 1 : 0;
        }

        await Task.Yield();
        if (fails)
        {
            throw new BlobUnavailableException(operation, name);
        }

        T result = await call();
        return loses ? throw new BlobUnavailableException(operation, name) : result;
    }
}
