namespace Orleans.Obs.Azure.Tables;

/// <summary>Which storage account holds the tables of the cluster.</summary>
public sealed record AzureTableOptions
{
    /// <summary>A connection string, as for Azurite; takes precedence over <see cref="AccountUri"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The account's table address, such as <c>https://name.table.core.windows.net</c>; signs in as the process' own identity.</summary>
    public Uri? AccountUri { get; init; }

    /// <summary>The client id of the user-assigned managed identity to sign in as; without it the environment decides.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Stands before the names of all tables, so that clusters of different products can share an account. Letters and digits.</summary>
    public string TablePrefix { get; init; } = "";

    /// <summary>How long one attempt at a request may take.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
