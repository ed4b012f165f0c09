using System.Globalization;

namespace Orleans.Obs.Grains.Abstractions;

/// <summary>The key of a shard grain, <c>tenant/slot</c>. Tenants contain no slash, so the text is unambiguous.</summary>
/// <param name="Tenant">The tenant's name, valid by <see cref="TenantName.IsValid"/>.</param>
/// <param name="Slot">The slot of the hash, from 0.</param>
public readonly record struct ShardGrainKey(string Tenant, int Slot)
{
    /// <summary>Reads a grain key back.</summary>
    /// <exception cref="FormatException">The text is not <c>tenant/slot</c>.</exception>
    public static ShardGrainKey Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int slash = key.LastIndexOf('/');
        if (slash <= 0
            || !TenantName.IsValid(key.AsSpan(0, slash))
            || !int.TryParse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int slot))
        {
            throw new FormatException($"'{key}' is not a shard's key: tenant/slot");
        }

        return new ShardGrainKey(key[..slash], slot);
    }

    /// <summary>The grain key.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tenant}/{Slot}");
}
