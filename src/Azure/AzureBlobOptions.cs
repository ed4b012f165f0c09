namespace Orleans.Obs.Azure;

/// <summary>Which storage account and container hold the blobs.</summary>
public sealed record AzureBlobOptions
{
    /// <summary>A connection string, as for Azurite; takes precedence over <see cref="AccountUri"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The account's blob address, such as <c>https://name.blob.core.windows.net</c>; signs in as the process' own identity.</summary>
    public Uri? AccountUri { get; init; }

    /// <summary>The client id of the user-assigned managed identity to sign in as; without it the environment decides.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>The container; created when it is missing.</summary>
    public string Container { get; init; } = "obs";

    /// <summary>How long one attempt at a request may take.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
