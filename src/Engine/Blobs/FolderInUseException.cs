namespace Orleans.Obs.Engine.Blobs;

/// <summary>Another process works on the folder of a <see cref="FolderBlobStore"/>.</summary>
public sealed class FolderInUseException(string folder, string holder, Exception cause)
    : IOException($"the folder {folder} is in use by process {holder}; give every process a folder of its own, or stop that one", cause)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>The process id of the holder, as far as known.</summary>
    public string Holder { get; } = holder;
}
