namespace Orleans.Obs.Protocols.Prometheus;

/// <summary>How long a query waited for its turn, and how long it then ran.</summary>
public sealed record QueryTimings(TimeSpan Queued, TimeSpan Evaluation);
