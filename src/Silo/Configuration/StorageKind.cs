namespace Orleans.Obs.Silo.Configuration;

/// <summary>Where blobs live.</summary>
internal enum StorageKind
{
    Folder,
    Azure,
}
