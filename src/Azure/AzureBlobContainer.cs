using Azure.Storage.Blobs;

namespace Orleans.Obs.Azure;

/// <summary>Makes the client of the container. Its own retries are off: only the store knows which request may be repeated and how to tell a lost reply.</summary>
internal static class AzureBlobContainer
{
    public static BlobContainerClient Open(AzureBlobOptions options, Action<BlobClientOptions>? configure = null)
    {
        var client = new BlobClientOptions();
        client.Retry.MaxRetries = 0;
        client.Retry.NetworkTimeout = options.NetworkTimeout;
        configure?.Invoke(client);
        if (options.ConnectionString is { } connection)
        {
            return new BlobContainerClient(connection, options.Container, client);
        }

        Uri account = options.AccountUri ?? throw new ArgumentException("give a connection string or the account's address", nameof(options));
        return new BlobContainerClient(new Uri($"{account.AbsoluteUri.TrimEnd('/')}/{options.Container}"), AzureSignIn.As(options.ManagedIdentityClientId), client);
    }
}
