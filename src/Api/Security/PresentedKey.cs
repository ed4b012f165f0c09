using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Orleans.Obs.Api.Security;

/// <summary>The key that a request carries, as a bearer token or as the password of Basic authentication, whose user may name one of the key's tenants.</summary>
internal readonly record struct PresentedKey(string Text, string User)
{
    private const int MaxLength = 1024;

    /// <summary>False when the request carries none.</summary>
    public static bool TryFind(HttpRequest request, out PresentedKey key)
    {
        key = default;
        string header = request.Headers.Authorization.ToString();
        if (header.Length > MaxLength)
        {
            return false;
        }

        if (After(header, "Bearer ") is { IsEmpty: false } token)
        {
            key = new PresentedKey(token.ToString(), "");
            return true;
        }

        return After(header, "Basic ") is { IsEmpty: false } credentials && !IsSentByAnotherSite(request) && TryDecode(credentials, out key);
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> header, string scheme) =>
        header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : default;

    private static bool TryDecode(ReadOnlySpan<char> credentials, out PresentedKey key)
    {
        key = default;
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(credentials.Length)];
        if (!Convert.TryFromBase64Chars(credentials, bytes, out int length))
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(bytes, 0, length);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        key = colon < 0 ? default : new PresentedKey(text[(colon + 1)..], text[..colon]);
        return colon >= 0 && key.Text.Length > 0;
    }

    /// <summary>A browser adds the password that it remembers to what other sites make it send, too.</summary>
    private static bool IsSentByAnotherSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
}
