namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>One logs shard; its key is a <see cref="ShardGrainKey"/>. Calls interleave at waits; appends apply in the order of arrival. Times are nanoseconds unless said otherwise.</summary>
[Alias("obs.logs-shard")]
public interface ILogsShardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Stores a batch and replies when it is durable. Repeating a batch whose outcome is unknown stores nothing twice. The sender may reuse the batch's memory
    /// after the reply, but not after an exception.
    /// </summary>
    [Alias("append"), ResponseTimeout("00:00:30")]
    Task<LogsAppendReply> AppendAsync(LogsAppend batch, CancellationToken cancellationToken = default);

    /// <summary>Executes an encoded query plan on this shard's data and returns the encoded answer.</summary>
    [Alias("execute"), ResponseTimeout("00:02:30")]
    Task<PlanReply> ExecuteAsync(PlanRequest plan, CancellationToken cancellationToken = default);

    /// <summary>Waits for rows behind a cursor and executes an encoded log query on them. Call it again and again to follow.</summary>
    [Alias("tail"), ResponseTimeout("00:00:30")]
    Task<LogTailReply> TailAsync(LogTailRequest request, CancellationToken cancellationToken = default);

    /// <summary>Counts rows and bytes without reading lines.</summary>
    [Alias("volumes"), ResponseTimeout("00:02:00")]
    Task<LogVolumesReply> VolumesAsync(LogVolumesRequest request, CancellationToken cancellationToken = default);

    /// <summary>The label names of the streams selected, sorted bytewise.</summary>
    [Alias("label-names"), ResponseTimeout("00:02:00")]
    Task<StringsReply> LabelNamesAsync(SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>The values of one label over the streams selected, sorted bytewise.</summary>
    [Alias("label-values"), ResponseTimeout("00:02:00")]
    Task<StringsReply> LabelValuesAsync(string name, SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>The label sets of the streams selected, in no particular order.</summary>
    [Alias("series"), ResponseTimeout("00:02:00")]
    Task<SeriesReply> SeriesAsync(SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>The names of structured metadata near the streams selected, sorted bytewise.</summary>
    [Alias("metadata-names"), ResponseTimeout("00:02:00")]
    Task<StringsReply> MetadataNamesAsync(SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>The values of one name of structured metadata over the streams selected, sorted bytewise.</summary>
    [Alias("metadata-values"), ResponseTimeout("00:02:00")]
    Task<StringsReply> MetadataValuesAsync(string name, SeriesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes what a query selects; the reply means that the deletion is durable and that its rows are hidden.</summary>
    [Alias("delete"), ResponseTimeout("00:02:00")]
    Task<Acknowledgement> DeleteAsync(LogDeletion deletion, CancellationToken cancellationToken = default);

    /// <summary>Takes a deletion back that is not carried out in every block yet: what it has only hidden shows again. Failed when there is none.</summary>
    [Alias("cancel-deletion"), ResponseTimeout("00:02:00")]
    Task<Acknowledgement> CancelDeletionAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>The deletions that are pending or were done lately.</summary>
    [Alias("deletions"), ResponseTimeout("00:00:30")]
    Task<LogDeletionsReply> DeletionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Cuts everything held in memory into a block now.</summary>
    [Alias("flush"), ResponseTimeout("00:05:00")]
    Task<Acknowledgement> FlushAsync(CancellationToken cancellationToken = default);

    /// <summary>Compacts and takes out what deletions hide now.</summary>
    [Alias("compact"), ResponseTimeout("00:10:00")]
    Task<Acknowledgement> CompactAsync(CancellationToken cancellationToken = default);

    /// <summary>Numbers about the shard.</summary>
    [Alias("statistics"), ResponseTimeout("00:00:30")]
    Task<LogsShardStatistics> StatisticsAsync(CancellationToken cancellationToken = default);
}
