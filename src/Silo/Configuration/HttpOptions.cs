namespace Orleans.Obs.Silo.Configuration;

/// <summary>Where the HTTP APIs listen.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Obs:Http";

    /// <summary>A numeric address, <c>localhost</c>, or <c>*</c> for every address.</summary>
    public string Host { get; set; } = "127.0.0.1";

    public int Port { get; set; } = 9009;

    /// <summary>Whether series can be deleted over HTTP, as with Prometheus' <c>--web.enable-admin-api</c>.</summary>
    public bool AdminApi { get; set; }
}
