namespace Orleans.Obs.Silo.Configuration;

/// <summary>Where the HTTP APIs listen.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Obs:Http";

    /// <summary>A numeric address, <c>localhost</c>, or <c>*</c> for every address.</summary>
    public string Host { get; set; } = "127.0.0.1";

    public int Port { get; set; } = 9009;
}
