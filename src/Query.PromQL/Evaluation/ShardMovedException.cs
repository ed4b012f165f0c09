namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>A shard that was in this process no longer is.</summary>
public sealed class ShardMovedException(Exception reason) : Exception(reason?.Message, reason);
