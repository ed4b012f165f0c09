using Orleans.Obs.Azure;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Opens the blob store that the configuration asks for.</summary>
internal static class BlobStores
{
    /// <exception cref="IOException">It can't be opened; the message names what to change.</exception>
    public static async Task<IBlobStore> OpenAsync(StorageOptions storage, TimeProvider clock)
    {
        if (storage.Kind == StorageKind.Folder)
        {
            return new FolderBlobStore(storage.Path, clock);
        }

        try
        {
            return await AzureBlobStore.OpenAsync(AzureAccount.Blobs(storage), clock, CancellationToken.None);
        }
        catch (FormatException malformed)
        {
            throw new IOException($"Obs:Storage:ConnectionString: {malformed.Message}", malformed);
        }
    }
}
