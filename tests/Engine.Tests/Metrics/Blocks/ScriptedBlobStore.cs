using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

/// <summary>Whole blobs in memory, with reads that tests count, fail, hold back or tamper with.</summary>
internal sealed class ScriptedBlobStore(TimeProvider? time = null) : IBlobStore
{
    private readonly ConcurrentDictionary<string, (byte[] Content, DateTimeOffset Modified)> _blobs = new(StringComparer.Ordinal);
    private int _reads;

    public int Reads => _reads;

    /// <summary>Called before each read with its number, from 1.</summary>
    public Func<int, Task>? OnRead { get; set; }

    /// <summary>Called with what a read found.</summary>
    public Action<long, Memory<byte>>? Tamper { get; set; }

    public IEnumerable<string> Names => _blobs.Keys.Order(StringComparer.Ordinal);

    public void Put(string name, byte[] content) => _blobs[name] = (content, (time ?? TimeProvider.System).GetUtcNow());

    public byte[] Get(string name) => _blobs[name].Content;

    public ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        new(_blobs.TryAdd(name, (content.ToArray(), (time ?? TimeProvider.System).GetUtcNow())) ? new BlobETag("1") : null);

    public async ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int number = Interlocked.Increment(ref _reads);
        if (OnRead is { } hook)
        {
            await hook(number);
        }

        if (!_blobs.TryGetValue(name, out (byte[] Content, DateTimeOffset Modified) blob))
        {
            return null;
        }

        int count = (int)Math.Clamp(blob.Content.Length - offset, 0, destination.Length);
        blob.Content.AsMemory((int)offset, count).CopyTo(destination);
        Tamper?.Invoke(offset, destination[..count]);
        return new BlobRead(count, blob.Content.Length, new BlobETag("1"));
    }

    public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken) =>
        new(_blobs.TryGetValue(name, out var blob) ? new BlobProperties(name, blob.Content.Length, new BlobETag("1"), false, blob.Modified) : null);

    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string name in Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
        {
            if (await StatAsync(name, cancellationToken) is { } blob)
            {
                yield return blob;
            }
        }
    }

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => new(_blobs.TryRemove(name, out _));

    public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
}
