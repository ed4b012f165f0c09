using System.Globalization;
using System.Runtime.CompilerServices;

namespace Orleans.Obs.Engine.Blobs;

/// <summary>Blobs in memory, gone with the process: for tests and for trying things out. Every operation completes at once.</summary>
public sealed class MemoryBlobStore(TimeProvider time) : IBlobStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Blob> _blobs = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>An empty store with the system's clock.</summary>
    public MemoryBlobStore()
        : this(TimeProvider.System)
    {
    }

    /// <inheritdoc/>
    public ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        BlobName.Validate(name);
        lock (_lock)
        {
            return new(_blobs.ContainsKey(name) ? null : Put(name, content));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_blobs.TryGetValue(name, out Blob? blob) && blob.ETag == expected ? Put(name, content) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_blobs.TryGetValue(name, out Blob? blob))
            {
                return new((BlobRead?)null);
            }

            int count = (int)Math.Clamp(blob.Length - offset, 0, destination.Length);
            blob.Bytes.AsSpan(count == 0 ? 0 : (int)offset, count).CopyTo(destination.Span);
            return new(new BlobRead(count, blob.Length, blob.ETag));
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_blobs.TryGetValue(name, out Blob? blob) ? blob.Describe(name) : null);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BlobProperties[] found;
        lock (_lock)
        {
            found = [.. _blobs.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => entry.Value.Describe(entry.Key))];
        }

        foreach (BlobProperties blob in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await ValueTask.FromResult(blob).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_blobs.Remove(name));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken)
    {
        BlobName.Validate(name);
        lock (_lock)
        {
            return new(_blobs.TryAdd(name, new Blob { Bytes = [], Appendable = true, ETag = NextETag(), LastModified = time.GetUtcNow() }));
        }
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_blobs.TryGetValue(name, out Blob? blob) || !blob.Appendable)
            {
                return new(new AppendOutcome(AppendStatus.Absent, 0));
            }

            if (blob.Sealed || blob.Length != expectedLength)
            {
                return new(new AppendOutcome(blob.Sealed ? AppendStatus.Sealed : AppendStatus.LengthMismatch, blob.Length));
            }

            blob.Append(content.Span);
            (blob.ETag, blob.LastModified) = (NextETag(), time.GetUtcNow());
            return new(new AppendOutcome(AppendStatus.Appended, blob.Length));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            bool found = _blobs.TryGetValue(name, out Blob? blob) && blob.Appendable;
            if (found)
            {
                blob!.Sealed = true;
            }

            return new(found);
        }
    }

    private BlobETag? Put(string name, ReadOnlyMemory<byte> content)
    {
        BlobETag tag = NextETag();
        _blobs[name] = new Blob { Bytes = content.ToArray(), Length = content.Length, ETag = tag, LastModified = time.GetUtcNow() };
        return tag;
    }

    private BlobETag NextETag() => new((++_version).ToString(CultureInfo.InvariantCulture));

    private sealed class Blob
    {
        public required byte[] Bytes { get; set; }

        public int Length { get; set; }

        public bool Appendable { get; init; }

        public bool Sealed { get; set; }

        public required BlobETag ETag { get; set; }

        public required DateTimeOffset LastModified { get; set; }

        public void Append(ReadOnlySpan<byte> content)
        {
            int length = checked(Length + content.Length);
            if (length > Bytes.Length)
            {
                byte[] larger = new byte[Math.Max(length, Bytes.Length * 2)];
                Bytes.AsSpan(0, Length).CopyTo(larger);
                Bytes = larger;
            }

            content.CopyTo(Bytes.AsSpan(Length));
            Length = length;
        }

        public BlobProperties Describe(string name) => new(name, Length, ETag, Sealed, LastModified);
    }
}
