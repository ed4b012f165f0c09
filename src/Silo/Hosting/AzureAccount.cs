using Orleans.Obs.Azure;
using Orleans.Obs.Azure.Tables;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Hosting;

/// <summary>Which storage account the settings mean: each may be a connection string or an address.</summary>
internal static class AzureAccount
{
    public static AzureBlobOptions Blobs(StorageOptions storage)
    {
        Uri? account = AddressIn(storage.ConnectionString);
        return new AzureBlobOptions
        {
            ConnectionString = account is null ? storage.ConnectionString : null,
            AccountUri = account,
            ManagedIdentityClientId = IdentityOf(storage),
            Container = storage.Container,
        };
    }

    /// <summary>The tables' account: that of the blobs unless another is named.</summary>
    public static AzureTableOptions Tables(StorageOptions storage, ClusterOptions cluster)
    {
        string connection = cluster.ConnectionString.Length > 0 ? cluster.ConnectionString : storage.ConnectionString.Replace(".blob.", ".table.", StringComparison.Ordinal);
        Uri? account = AddressIn(connection);
        return new AzureTableOptions
        {
            ConnectionString = account is null ? connection : null,
            AccountUri = account,
            ManagedIdentityClientId = IdentityOf(storage),
            TablePrefix = cluster.TablePrefix,
        };
    }

    private static Uri? AddressIn(string connection) => Uri.TryCreate(connection, UriKind.Absolute, out Uri? account) && account.Scheme is "https" or "http" ? account : null;

    private static string? IdentityOf(StorageOptions storage) => storage.ManagedIdentityClientId.Length > 0 ? storage.ManagedIdentityClientId : null;
}
