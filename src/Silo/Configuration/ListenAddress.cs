using System.Net;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Reads the address to listen on: numeric, <c>localhost</c>, or <c>*</c> for every address.</summary>
internal static class ListenAddress
{
    /// <summary>Null when the text is no address.</summary>
    public static IPAddress? Find(string text) => text switch
    {
        "*" or "+" => IPAddress.IPv6Any,
        "localhost" => IPAddress.Loopback,
        _ => IPAddress.TryParse(text, out IPAddress? parsed) ? parsed : null,
    };

    /// <summary>The address of a validated setting.</summary>
    public static IPAddress Of(HttpOptions http) => Find(http.Host) ?? throw new FormatException($"'{http.Host}' is no address");
}
