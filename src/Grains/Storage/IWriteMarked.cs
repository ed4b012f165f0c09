namespace Orleans.Obs.Grains.Storage;

/// <summary>The content of a blob that carries the id of its last write, so that a writer whose reply was lost can tell whether its own work is there.</summary>
internal interface IWriteMarked<TSelf>
    where TSelf : class, IWriteMarked<TSelf>
{
    /// <summary>The id of the write that made it; empty before the first.</summary>
    string WriteId { get; }

    /// <summary>The same content with another id.</summary>
    TSelf Marked(string writeId);
}
