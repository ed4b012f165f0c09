using System.Buffers;

namespace Orleans.Obs.Grains.Abstractions;

/// <summary>The rules for tenants' names, which become part of grain keys and blob names, so that only what is safe in both is allowed.</summary>
public static class TenantName
{
    /// <summary>The tenant of requests that name none.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 150;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>True for 1 to 150 of <c>A-Z a-z 0-9 - _ .</c> that are neither <c>.</c> nor <c>..</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxLength && !name.ContainsAnyExcept(Allowed) && name is not ("." or "..");
}
