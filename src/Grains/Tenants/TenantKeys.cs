using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Grains.Tenants;

/// <summary>Tenants' keys in the blobs <c>keys/{tenant}.json</c>, changed by compare-and-swap. Nothing is remembered here: edges remember what they verified.</summary>
internal sealed class TenantKeys(IBlobStore store)
{
    private const int MaxTries = 8;

    public async ValueTask<ImmutableArray<ApiKey>> ReadAsync(string tenant, CancellationToken cancellationToken) =>
        (await LoadAsync(KeyRing.BlobOf(tenant), cancellationToken).ConfigureAwait(false)).Ring.Keys;

    /// <summary>Null when the key was added, otherwise why it was not.</summary>
    public ValueTask<string?> AddAsync(string tenant, ApiKey key, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, ring => ring.With(key), cancellationToken);

    public ValueTask<string?> RotateAsync(string tenant, string id, ApiKeySecret secret, long previousExpires, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, ring => ring.WithSecret(id, secret, previousExpires), cancellationToken);

    public ValueTask<string?> RevokeAsync(string tenant, string id, CancellationToken cancellationToken) => ChangeAsync(tenant, ring => ring.Without(id), cancellationToken);

    private async ValueTask<string?> ChangeAsync(string tenant, Func<KeyRing, (KeyRing Ring, string? Fault)> change, CancellationToken cancellationToken)
    {
        string blob = KeyRing.BlobOf(tenant), writeId = RandomNumberGenerator.GetHexString(16, lowercase: true);
        for (int i = 0; i < MaxTries; i++)
        {
            (KeyRing ring, BlobETag? version) = await LoadAsync(blob, cancellationToken).ConfigureAwait(false);
            if (ring.WriteId == writeId)
            {
                return null;
            }

            (KeyRing next, string? fault) = change(ring);
            if (fault is not null)
            {
                return fault;
            }

            byte[] json = JsonSerializer.SerializeToUtf8Bytes(next with { WriteId = writeId }, TenantJson.Default.KeyRing);
            BlobETag? written = version is { } expected
                ? await store.PutIfMatchAsync(blob, json, expected, cancellationToken).ConfigureAwait(false)
                : await store.PutIfAbsentAsync(blob, json, cancellationToken).ConfigureAwait(false);
            if (written is not null)
            {
                return null;
            }
        }

        throw new BlobUnavailableException("changing", blob);
    }

    private async ValueTask<(KeyRing Ring, BlobETag? Version)> LoadAsync(string blob, CancellationToken cancellationToken)
    {
        if (await store.ReadWholeAsync(blob, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return (new KeyRing(), null);
        }

        try
        {
            return JsonSerializer.Deserialize(found.Content, TenantJson.Default.KeyRing) is { Version: 1, Keys.IsDefault: false } ring
                && ring.Keys.All(static key => key is { Tenants.IsDefaultOrEmpty: false, Secrets.IsDefaultOrEmpty: false })
                ? (ring, found.ETag)
                : throw new CorruptBlockException(blob, 0, "not keys that this version knows");
        }
        catch (JsonException malformed)
        {
            throw new CorruptBlockException(blob, malformed.BytePositionInLine ?? 0, malformed.Message);
        }
    }
}
