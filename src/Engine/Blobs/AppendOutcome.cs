namespace Orleans.Obs.Engine.Blobs;

/// <summary>How an append ended, and how long the blob is now (as far as known).</summary>
public readonly record struct AppendOutcome(AppendStatus Status, long Length);
