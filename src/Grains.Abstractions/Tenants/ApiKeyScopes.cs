namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>What a key may be used for within its tenants.</summary>
[Flags, GenerateSerializer, Alias("obs.api-key-scopes")]
public enum ApiKeyScopes : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Asking for data.</summary>
    Read = 1,

    /// <summary>Sending data.</summary>
    Write = 2,

    /// <summary>Deleting data, and managing the tenant's keys.</summary>
    Admin = 4,
}
