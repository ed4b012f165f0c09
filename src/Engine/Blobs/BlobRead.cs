namespace Orleans.Obs.Engine.Blobs;

/// <summary>What a ranged read found: how many bytes were copied, the whole blob's length, and its version.</summary>
public readonly record struct BlobRead(int Count, long BlobLength, BlobETag ETag);
