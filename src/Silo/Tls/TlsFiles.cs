using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Tls;

/// <summary>The bytes of the files that TLS needs, at one moment. Equal bytes: nothing changed.</summary>
internal sealed record TlsFiles(byte[] Certificate, byte[] Key, byte[] ClientCa)
{
    private static ReadOnlySpan<byte> PemMark => "-----BEGIN"u8;

    public static TlsFiles Read(TlsOptions options) => new(File.ReadAllBytes(options.Certificate), ReadIfNamed(options.Key), ReadIfNamed(options.ClientCa));

    public bool IsSameAs(TlsFiles other) =>
        Certificate.AsSpan().SequenceEqual(other.Certificate) && Key.AsSpan().SequenceEqual(other.Key) && ClientCa.AsSpan().SequenceEqual(other.ClientCa);

    /// <summary>Makes what the handshake needs.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The files don't hold what they should, or not with this password.</exception>
    public TlsIdentity Load(string password)
    {
        (X509Certificate2 own, X509Certificate2Collection others) = Certificate.AsSpan().IndexOf(PemMark) >= 0 ? LoadPem(password) : LoadPfx(password);
        X509Certificate2Collection? authorities = null;
        if (ClientCa.Length > 0)
        {
            authorities = [];
            authorities.ImportFromPem(Encoding.ASCII.GetString(ClientCa));
            if (authorities.Count == 0)
            {
                throw new ArgumentException("Obs:Tls:ClientCa has no certificate in it");
            }
        }

        return new TlsIdentity(SslStreamCertificateContext.Create(own, others, offline: true), authorities);
    }

    private (X509Certificate2 Own, X509Certificate2Collection Others) LoadPem(string password)
    {
        string certificates = Encoding.ASCII.GetString(Certificate), key = Encoding.ASCII.GetString(Key.Length > 0 ? Key : Certificate);
        X509Certificate2 own = password.Length > 0 ? X509Certificate2.CreateFromEncryptedPem(certificates, key, password) : X509Certificate2.CreateFromPem(certificates, key);
        var others = new X509Certificate2Collection();
        others.ImportFromPem(certificates);
        return (own, others);
    }

    private (X509Certificate2 Own, X509Certificate2Collection Others) LoadPfx(string password)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(Certificate, password);
        return (all.FirstOrDefault(static certificate => certificate.HasPrivateKey) ?? throw new ArgumentException("the file has no private key"), all);
    }

    private static byte[] ReadIfNamed(string path) => path.Length > 0 ? File.ReadAllBytes(path) : [];
}
