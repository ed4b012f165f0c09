namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>A query that can't be answered, in the words that Loki's clients know.</summary>
public sealed class LogQueryException(LogQueryErrorKind kind, string message) : Exception(message)
{
    /// <summary>What kind of failure it is; an edge maps it to its status code.</summary>
    public LogQueryErrorKind Kind { get; } = kind;
}
