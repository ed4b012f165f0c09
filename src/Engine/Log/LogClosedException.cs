namespace Orleans.Obs.Engine.Log;

/// <summary>Another owner closed this log. Its shards must be given up.</summary>
public sealed class LogClosedException(string logId) : IOException($"silo log {logId} was closed by another owner")
{
    /// <summary>The closed log.</summary>
    public string LogId { get; } = logId;
}
