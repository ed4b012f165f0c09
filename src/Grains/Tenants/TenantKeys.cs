using System.Collections.Immutable;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Storage;

namespace Orleans.Obs.Grains.Tenants;

/// <summary>Tenants' keys in the blobs <c>keys/{tenant}.json</c>, changed by compare-and-swap. Nothing is remembered here: edges remember what they verified.</summary>
internal sealed class TenantKeys(IBlobStore store)
{
    private readonly JsonBlob<KeyRing> _blobs = new(store, TenantJson.Default.KeyRing, static ring => ring is { Version: 1, Keys.IsDefault: false }
        && ring.Keys.All(static key => key is { Tenants.IsDefaultOrEmpty: false, Secrets.IsDefaultOrEmpty: false }));

    public async ValueTask<ImmutableArray<ApiKey>> ReadAsync(string tenant, CancellationToken cancellationToken) =>
        (await _blobs.ReadAsync(KeyRing.BlobOf(tenant), cancellationToken).ConfigureAwait(false)).Keys;

    /// <summary>Null when the key was added, otherwise why it was not.</summary>
    public ValueTask<string?> AddAsync(string tenant, ApiKey key, CancellationToken cancellationToken) =>
        _blobs.ChangeAsync(KeyRing.BlobOf(tenant), ring => ring.With(key), cancellationToken);

    public ValueTask<string?> RotateAsync(string tenant, string id, ApiKeySecret secret, long previousExpires, CancellationToken cancellationToken) =>
        _blobs.ChangeAsync(KeyRing.BlobOf(tenant), ring => ring.WithSecret(id, secret, previousExpires), cancellationToken);

    public ValueTask<string?> RevokeAsync(string tenant, string id, CancellationToken cancellationToken) =>
        _blobs.ChangeAsync(KeyRing.BlobOf(tenant), ring => ring.Without(id), cancellationToken);
}
