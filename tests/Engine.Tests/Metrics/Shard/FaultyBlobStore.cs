using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

/// <summary>A store in memory that fails with blocks on demand.</summary>
internal sealed class FaultyBlobStore : IBlobStore
{
    private readonly MemoryBlobStore _inner = new();

    public BlockFault Fault { get; set; }

    public async ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        bool faulty = Fault is (BlockFault.Before or BlockFault.After) && name.Contains("/blocks/", StringComparison.Ordinal);
        BlobETag? tag = faulty && Fault == BlockFault.Before ? null : await _inner.PutIfAbsentAsync(name, content, cancellationToken);
        return faulty ? throw new BlobUnavailableException("put", name) : tag;
    }

    public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken) =>
        _inner.PutIfMatchAsync(name, content, expected, cancellationToken);

    public ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        Fault == BlockFault.Read && name.Contains("/blocks/", StringComparison.Ordinal)
            ? throw new BlobUnavailableException("read", name)
            : _inner.ReadAsync(name, offset, destination, cancellationToken);

    public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken) => _inner.StatAsync(name, cancellationToken);

    public IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken) => _inner.ListAsync(prefix, cancellationToken);

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => _inner.DeleteAsync(name, cancellationToken);

    public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken) => _inner.CreateAppendableAsync(name, cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _inner.AppendAsync(name, expectedLength, content, cancellationToken);

    public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken) => _inner.SealAsync(name, cancellationToken);
}
