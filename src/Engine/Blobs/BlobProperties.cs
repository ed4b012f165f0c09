namespace Orleans.Obs.Engine.Blobs;

/// <summary>A blob as listings show it.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ETag">The version of its content.</param>
/// <param name="Sealed">True when it refuses appends.</param>
/// <param name="LastModified">When the content last changed, by the store's clock.</param>
public sealed record BlobProperties(string Name, long Length, BlobETag ETag, bool Sealed, DateTimeOffset LastModified);
