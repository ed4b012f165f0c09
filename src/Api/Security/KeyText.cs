using System.Buffers;
using System.Security.Cryptography;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Api.Security;

/// <summary>
/// A key as people see it: <c>obs_{tenant}_{id}_{secret}</c>. It says where to look it up, so that no index over all tenants is needed; only the secret, 256 random bits, is secret.
/// </summary>
internal readonly record struct KeyText(string Tenant, string Id)
{
    private const string Prefix = "obs_";
    private const int IdBytes = 8, SecretBytes = 32;
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>A key never seen before, for a new id.</summary>
    public static (string Id, string Text) New(string tenant)
    {
        string id = RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true);
        return (id, New(tenant, id));
    }

    /// <summary>Another text for an id.</summary>
    public static string New(string tenant, string id) => $"{Prefix}{tenant}_{id}_{RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true)}";

    /// <summary>Where a key claims to be kept; false when it is no key at all.</summary>
    public static bool TryParse(string text, out KeyText key)
    {
        key = default;
        int secret = text.Length - (2 * SecretBytes), id = secret - 1 - (2 * IdBytes), tenant = id - 1;
        if (tenant <= Prefix.Length
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[tenant] != '_'
            || text[secret - 1] != '_'
            || text.AsSpan(id, 2 * IdBytes).ContainsAnyExcept(Hexadecimal)
            || text.AsSpan(secret).ContainsAnyExcept(Hexadecimal)
            || !TenantName.IsValid(text.AsSpan(Prefix.Length, tenant - Prefix.Length)))
        {
            return false;
        }

        key = new KeyText(text[Prefix.Length..tenant], text.Substring(id, 2 * IdBytes));
        return true;
    }
}
