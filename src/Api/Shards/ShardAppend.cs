namespace Orleans.Obs.Api.Shards;

/// <summary>What became of one shard's batch, and whether somebody may still be reading it.</summary>
internal readonly record struct ShardAppend<TReply>(TReply Reply, bool BatchMayBeInUse);
