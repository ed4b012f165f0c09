namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>The shard's memory and its log no longer agree, or the shard was let go: it must be opened anew before it takes or answers anything.</summary>
public sealed class ShardBrokenException(string message, Exception? cause = null) : InvalidOperationException(message, cause);
