namespace Orleans.Obs.Engine.Blobs;

/// <summary>The store could not answer: no space, no network, throttled, time out. Whether the operation happened is unknown; trying again may succeed.</summary>
public sealed class BlobUnavailableException : IOException
{
    /// <summary>Creates the exception for one blob and operation.</summary>
    public BlobUnavailableException(string operation, string name, Exception? cause = null)
        : base($"blob store: {operation} {name}: {cause?.Message ?? "unavailable"}", cause) => BlobName = name;

    /// <summary>The blob that the operation was about.</summary>
    public string BlobName { get; }
}
