namespace Orleans.Obs.Engine.Ingest;

/// <summary>One kind of rejection in a batch: how many items, and the first one in words that name the series, stream or trace.</summary>
public sealed record Rejection<TReason>(TReason Reason, int Items, string FirstMessage)
    where TReason : struct, Enum;
