using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Opens the blob store that the configuration asks for.</summary>
internal static class BlobStores
{
    public static IBlobStore Open(StorageOptions storage, TimeProvider clock) => storage.Kind switch
    {
        StorageKind.Folder => new FolderBlobStore(storage.Path, clock),
        _ => throw new ArgumentOutOfRangeException(nameof(storage), storage.Kind, "no such kind of storage"),
    };
}
