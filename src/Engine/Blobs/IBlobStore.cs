namespace Orleans.Obs.Engine.Blobs;

/// <summary>
/// Where bytes live for good: a local folder, Azure Blobs, or memory with injected faults. Names are '/'-separated paths of URL-safe characters.
/// Every operation either states its outcome as a value or throws <see cref="BlobUnavailableException"/>; after that exception the outcome is unknown
/// (the operation may have happened), and callers must be able to find out which.
/// </summary>
public interface IBlobStore
{
    /// <summary>Writes a whole blob if the name is free. Atomic: readers see nothing or everything. Null when the name is taken.</summary>
    ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Replaces a whole blob if it still carries <paramref name="expected"/>. Atomic. Null when it is absent or was changed.</summary>
    ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken);

    /// <summary>
    /// Reads up to <paramref name="destination"/>.Length bytes from <paramref name="offset"/>. Null when the blob is absent; fewer bytes than asked for only at
    /// the end of the blob.
    /// </summary>
    ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Length, ETag and seal of a blob; null when absent.</summary>
    ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken);

    /// <summary>All blobs whose names start with <paramref name="prefix"/>, in ordinal order of their names.</summary>
    IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes a blob. False when it was already absent.</summary>
    ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Creates an empty appendable blob if the name is free. False when the name is taken (by any kind of blob).</summary>
    ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Appends to an appendable blob if it is exactly <paramref name="expectedLength"/> bytes long and not sealed. When it returns
    /// <see cref="AppendStatus.Appended"/> the bytes are durable.
    /// </summary>
    ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Makes an appendable blob refuse every later append. Idempotent. False when it is absent.</summary>
    ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken);
}
