namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>One metrics shard; its key is a <see cref="ShardGrainKey"/>. Calls interleave at waits; appends apply in the order of arrival.</summary>
[Alias("obs.metrics-shard")]
public interface IMetricsShardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Stores a batch and replies when it is durable. Repeating a batch whose outcome is unknown stores nothing twice. The sender may reuse the batch's memory
    /// after the reply, but not after an exception.
    /// </summary>
    [Alias("append"), ResponseTimeout("00:00:30")]
    Task<MetricsAppendReply> AppendAsync(MetricsAppend batch, CancellationToken cancellationToken = default);

    /// <summary>Executes an encoded query plan on this shard's data and returns the encoded answer.</summary>
    [Alias("execute"), ResponseTimeout("00:02:30")]
    Task<PlanReply> ExecuteAsync(PlanRequest plan, CancellationToken cancellationToken = default);

    /// <summary>The label names of the series selected, sorted bytewise.</summary>
    [Alias("label-names"), ResponseTimeout("00:02:00")]
    Task<StringsReply> LabelNamesAsync(SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>The values of one label over the series selected, sorted bytewise.</summary>
    [Alias("label-values"), ResponseTimeout("00:02:00")]
    Task<StringsReply> LabelValuesAsync(string name, SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>The label sets of the series selected, in no particular order.</summary>
    [Alias("series"), ResponseTimeout("00:02:00")]
    Task<SeriesReply> SeriesAsync(SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Metadata of metric families, of all or of one; a family may have told several.</summary>
    [Alias("metadata"), ResponseTimeout("00:00:30")]
    Task<MetadataReply> MetadataAsync(string? family, CancellationToken cancellationToken = default);

    /// <summary>The exemplars kept for the series selected, in order of time within a series.</summary>
    [Alias("exemplars"), ResponseTimeout("00:00:30")]
    Task<ExemplarsReply> ExemplarsAsync(SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes the samples of the series selected between the request's times; the reply means that the deletion is durable.</summary>
    [Alias("delete-series"), ResponseTimeout("00:02:00")]
    Task<Acknowledgement> DeleteSeriesAsync(SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Cuts everything held in memory into a block now.</summary>
    [Alias("flush"), ResponseTimeout("00:05:00")]
    Task<Acknowledgement> FlushAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes what deletions and compaction have outdated out of the blocks now.</summary>
    [Alias("clean-tombstones"), ResponseTimeout("00:10:00")]
    Task<Acknowledgement> CleanTombstonesAsync(CancellationToken cancellationToken = default);

    /// <summary>Numbers about the shard; the cardinality lists hold at most <paramref name="top"/> entries each, largest first.</summary>
    [Alias("statistics"), ResponseTimeout("00:00:30")]
    Task<MetricsShardStatistics> StatisticsAsync(int top, CancellationToken cancellationToken = default);

    /// <summary>Counts series by what their labels say. Never touches samples.</summary>
    [Alias("cardinality"), ResponseTimeout("00:02:00")]
    Task<CardinalityReply> CardinalityAsync(CardinalityRequest request, CancellationToken cancellationToken = default);

    /// <summary>The blocks that count now.</summary>
    [Alias("blocks"), ResponseTimeout("00:00:30")]
    Task<BlocksReply> BlocksAsync(CancellationToken cancellationToken = default);
}
