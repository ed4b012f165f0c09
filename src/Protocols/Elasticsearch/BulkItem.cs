namespace Orleans.Obs.Protocols.Elasticsearch;

/// <summary>What became of one action of a bulk request.</summary>
/// <param name="Action">The action.</param>
/// <param name="Index">The document's index.</param>
/// <param name="Id">The document's id.</param>
/// <param name="Status">The status that the action would have had as a request of its own.</param>
/// <param name="ErrorType">The kind of error; null when there is none.</param>
/// <param name="Reason">The error in words.</param>
public sealed record BulkItem(BulkAction Action, string Index, string Id, int Status, string? ErrorType = null, string? Reason = null);
