namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>A query to evaluate. Times are milliseconds since the epoch.</summary>
/// <param name="Text">The PromQL text.</param>
/// <param name="Start">The first evaluation time; for an instant query the only one.</param>
/// <param name="End">The last evaluation time; equal to <paramref name="Start"/> for an instant query.</param>
/// <param name="Step">The distance of evaluation times; 0 makes it an instant query.</param>
public sealed record QueryRequest(string Text, long Start, long End, long Step)
{
    /// <summary>How far back an instant selector looks for a sample, milliseconds.</summary>
    public long Lookback { get; init; } = 300_000;

    /// <summary>True for an instant query.</summary>
    public bool IsInstant => Step == 0;
}
