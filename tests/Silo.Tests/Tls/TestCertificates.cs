using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Silo.Tests.Tls;

/// <summary>An authority of a test's own, and certificates that it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        File.WriteAllText(Authority, _authority.ExportCertificatePem());
    }

    public string Authority => PathOf("authority.pem");

    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    /// <summary>What a client believes that trusts this authority alone.</summary>
    public X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_authority);
        return policy;
    }

    public X509Certificate2 Sign(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        using X509Certificate2 signed = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(30), serial);
        using X509Certificate2 whole = signed.CopyWithPrivateKey(key);

        // A client's certificate must have its key where the operating system's TLS finds it.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public void WritePem(X509Certificate2 certificate, string name)
    {
        File.WriteAllText(PathOf(name + ".pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf(name + ".key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }
}
