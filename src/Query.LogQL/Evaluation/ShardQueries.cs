namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Asks the shards for the parts of one query, and counts what that cost.</summary>
internal sealed class ShardQueries(ILogsShards shards, CancellationToken cancellationToken)
{
    private readonly Lock _lock = new();

    public LogQLStatistics Statistics { get; private set; } = new() { Shards = shards.Count };

    /// <summary>Lets all shards execute a plan, at the same time.</summary>
    public Task<ReadOnlyMemory<byte>[]> AskAsync(ReadOnlyMemory<byte> plan)
    {
        var answers = new Task<ReadOnlyMemory<byte>>[shards.Count];
        for (int shard = 0; shard < answers.Length; shard++)
        {
            answers[shard] = shards.ExecuteAsync(shard, plan, cancellationToken).AsTask();
        }

        return Task.WhenAll(answers);
    }

    public void Add(LogQLStatistics cost)
    {
        lock (_lock)
        {
            Statistics += cost;
        }
    }
}
