using Azure.Core;
using Azure.Identity;

namespace Orleans.Obs.Azure;

/// <summary>As whom the process signs in where no connection string says it.</summary>
internal static class AzureSignIn
{
    /// <summary>A user-assigned managed identity, or what the environment offers.</summary>
    public static TokenCredential As(string? managedIdentityClientId) => managedIdentityClientId is { } id
        ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(id))
        : new DefaultAzureCredential();
}
