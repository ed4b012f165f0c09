using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation.Plan;

/// <summary>Asks a shard for lines.</summary>
/// <param name="Log">The query.</param>
/// <param name="Start">The first time, nanoseconds.</param>
/// <param name="End">Behind the last time.</param>
/// <param name="Limit">The most lines.</param>
/// <param name="Direction">Which lines are wanted first.</param>
internal sealed record LinesPlan(LogExpr Log, long Start, long End, int Limit, LogDirection Direction);
