namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>The rows that arrived behind a cursor. Rows are in order of arrival within the groups and over them.</summary>
public interface ILogTail : ILogSelection
{
    /// <summary>Where to go on.</summary>
    LogCursor Next { get; }

    /// <summary>How many rows of the shard, matching or not, came behind the cursor and are not in memory in order of arrival any more: the follower was too slow.</summary>
    long Missed { get; }
}
