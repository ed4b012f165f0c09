namespace Orleans.Obs.Api.Prometheus;

/// <summary>How long a query waited for its turn, and how long it then ran.</summary>
internal sealed record QueryTimings(TimeSpan Queued, TimeSpan Evaluation);
