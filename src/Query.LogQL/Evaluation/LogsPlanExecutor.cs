namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>The shard's side of a query: decodes a plan, filters and parses lines where they lie, and answers with lines or partial aggregates.</summary>
public static class LogsPlanExecutor
{
}
