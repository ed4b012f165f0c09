namespace Orleans.Obs.Silo.Configuration;

/// <summary>How what listens for clients is encrypted. Without a certificate it is not.</summary>
internal sealed class TlsOptions
{
    public const string Section = "Obs:Tls";

    /// <summary>A PEM file with the certificate and those between it and its root, or a PFX file.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>A PEM file with the private key; empty for a PFX file, or when the certificate's file has the key too.</summary>
    public string Key { get; set; } = "";

    /// <summary>The password of the key or of the PFX file.</summary>
    public string Password { get; set; } = "";

    /// <summary>A PEM file with the authorities that clients' certificates must come from; empty: clients need none.</summary>
    public string ClientCa { get; set; } = "";

    /// <summary>How often the files are looked at for changes.</summary>
    public Period ReloadEvery { get; set; } = Period.FromMilliseconds(30_000);

    public bool IsOn => Certificate.Length > 0;
}
