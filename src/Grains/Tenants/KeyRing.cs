using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Storage;

namespace Orleans.Obs.Grains.Tenants;

/// <summary>A tenant's keys as the store has them.</summary>
internal sealed record KeyRing : IWriteMarked<KeyRing>
{
    private const int MaxKeys = 100;

    public int Version { get; init; } = 1;

    public string WriteId { get; init; } = "";

    /// <summary>Oldest first.</summary>
    public ImmutableArray<ApiKey> Keys { get; init; } = [];

    [JsonIgnore]
    public bool IsKnown => Version == 1 && !Keys.IsDefault && Keys.All(static key => key is { Tenants.IsDefaultOrEmpty: false, Secrets.IsDefaultOrEmpty: false });

    public KeyRing Marked(string writeId) => this with { WriteId = writeId };

    public static string BlobOf(string tenant) => $"keys/{tenant}.json";

    /// <summary>The ring with one more key, or why not.</summary>
    public (KeyRing Ring, string? Fault) With(ApiKey key) =>
        Keys.Length >= MaxKeys ? (this, $"a tenant has at most {MaxKeys} keys; revoke one first")
        : IndexOf(key.Id) >= 0 ? (this, $"there is a key {key.Id} already")
        : (this with { Keys = Keys.Add(key) }, null);

    /// <summary>The ring with a key that the given secret opens, and until the given time the newest that it had.</summary>
    public (KeyRing Ring, string? Fault) WithSecret(string id, ApiKeySecret secret, long previousExpires)
    {
        int at = IndexOf(id);
        if (at < 0)
        {
            return (this, $"there is no key {id}");
        }

        ApiKeySecret previous = Keys[at].Secrets[^1];
        long expires = previous.Expires == 0 ? previousExpires : Math.Min(previous.Expires, previousExpires);
        return (this with { Keys = Keys.SetItem(at, Keys[at] with { Secrets = [previous with { Expires = expires }, secret] }) }, null);
    }

    /// <summary>The ring without a key.</summary>
    public (KeyRing Ring, string? Fault) Without(string id)
    {
        int at = IndexOf(id);
        return at < 0 ? (this, $"there is no key {id}") : (this with { Keys = Keys.RemoveAt(at) }, null);
    }

    private int IndexOf(string id)
    {
        for (int i = 0; i < Keys.Length; i++)
        {
            if (Keys[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}
