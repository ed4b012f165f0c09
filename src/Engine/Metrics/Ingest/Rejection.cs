namespace Orleans.Obs.Engine.Metrics.Ingest;

/// <summary>One kind of rejection in a batch: how many items, and the first one in words that name the series.</summary>
public sealed record Rejection(RejectReason Reason, int Items, string FirstMessage);
