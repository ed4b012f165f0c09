using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Grains.Tests.Hosting;

/// <summary>A store in memory whose appends can be held up or made to fail, as a disk does that is slow or full.</summary>
internal sealed class GatedBlobStore : IBlobStore
{
    private readonly MemoryBlobStore _inner = new();
    private volatile TaskCompletionSource _gate = Open();
    private volatile bool _failing;

    /// <summary>Appends wait until <see cref="LetGo"/>.</summary>
    public void HoldAppends() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _gate.TrySetResult();

    /// <summary>Whether appends fail without having happened.</summary>
    public bool Failing
    {
        get => _failing;
        set => _failing = value;
    }

    public async ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await _gate.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        return _failing
            ? throw new BlobUnavailableException("append to", name, new IOException("no space left on device"))
            : await _inner.AppendAsync(name, expectedLength, content, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => _inner.PutIfAbsentAsync(name, content, cancellationToken);

    public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken) =>
        _inner.PutIfMatchAsync(name, content, expected, cancellationToken);

    public ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) => _inner.ReadAsync(name, offset, destination, cancellationToken);

    public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken) => _inner.StatAsync(name, cancellationToken);

    public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken) => _inner.ListAsync(prefix, cancellationToken);

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => _inner.DeleteAsync(name, cancellationToken);

    public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken) => _inner.CreateAppendableAsync(name, cancellationToken);

    public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken) => _inner.SealAsync(name, cancellationToken);

    private static TaskCompletionSource Open()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
