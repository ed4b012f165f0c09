namespace Orleans.Obs.Protocols.Elasticsearch;

/// <summary>What a bulk request does with one document.</summary>
public enum BulkAction
{
    /// <summary>Stores a document, in place of one with the same id.</summary>
    Index,

    /// <summary>Stores a document that must be new.</summary>
    Create,

    /// <summary>Changes a document, or stores it.</summary>
    Update,

    /// <summary>Removes a document.</summary>
    Delete,
}
