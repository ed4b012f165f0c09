using System.Net;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Reads the address to listen on.</summary>
internal static class ListenAddress
{
    public static bool TryParse(string text, out IPAddress address)
    {
        address = text switch
        {
            "*" or "+" => IPAddress.IPv6Any,
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.TryParse(text, out IPAddress? parsed) ? parsed : IPAddress.None,
        };
        return !address.Equals(IPAddress.None);
    }
}
