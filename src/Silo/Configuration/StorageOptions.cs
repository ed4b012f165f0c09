namespace Orleans.Obs.Silo.Configuration;

/// <summary>Where data is kept for good.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Obs:Storage";

    public StorageKind Kind { get; set; } = StorageKind.Folder;

    /// <summary>The folder, relative to the working directory, when the kind is folder.</summary>
    public string Path { get; set; } = "./data";

    /// <summary>The account's connection string, or its blob address to sign in as the process' own identity, when the kind is azure.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The client id of a user-assigned managed identity to sign in as.</summary>
    public string ManagedIdentityClientId { get; set; } = "";

    /// <summary>The blob container when the kind is azure.</summary>
    public string Container { get; set; } = "obs";
}
