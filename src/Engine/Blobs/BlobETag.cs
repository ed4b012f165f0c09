namespace Orleans.Obs.Engine.Blobs;

/// <summary>An opaque version of a blob's content; equal tags mean equal content.</summary>
public readonly record struct BlobETag(string Value);
