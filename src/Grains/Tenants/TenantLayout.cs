using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Tenants;

/// <summary>How many shards a tenant has, over time. Written when the tenant is first seen; later entries are added, none is changed.</summary>
internal sealed record TenantLayout
{
    public const string Folder = "layouts/";

    public int Version { get; init; } = 1;

    /// <summary>Oldest first.</summary>
    public required ImmutableArray<LayoutEntry> Metrics { get; init; }

    public static string BlobOf(string tenant) => $"{Folder}{tenant}.json";
}
