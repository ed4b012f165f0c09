using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Obs.Silo.Tls;

/// <summary>What the process shows to clients, and whose clients it lets in: null for everybody's.</summary>
internal sealed record TlsIdentity(SslStreamCertificateContext Certificate, X509Certificate2Collection? ClientAuthorities)
{
    /// <summary>What one handshake is told.</summary>
    public SslServerAuthenticationOptions ToHandshake()
    {
        var handshake = new SslServerAuthenticationOptions { ServerCertificateContext = Certificate };
        if (ClientAuthorities is { } authorities)
        {
            handshake.ClientCertificateRequired = true;
            handshake.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            handshake.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return handshake;
    }
}
