namespace Orleans.Obs.Api.Queries;

/// <summary>How long a query waited for its turn, and how long it then ran.</summary>
internal sealed record QueryTimings(TimeSpan Queued, TimeSpan Evaluation);
