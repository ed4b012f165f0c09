using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Orleans.Obs.Silo.Tests.Hosting;

namespace Orleans.Obs.Silo.Tests.Tls;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Clients_speak_TLS_with_HTTP_1_and_2_and_get_a_replaced_certificate_without_a_restart()
    {
        using X509Certificate2 first = _certificates.Sign("first"), second = _certificates.Sign("second");
        _certificates.WritePem(first, "server");
        await using RunningHost host = await RunningHost.StartAsync(
            ("Obs:Tls:Certificate", _certificates.PathOf("server.pem")), ("Obs:Tls:Key", _certificates.PathOf("server.key")), ("Obs:Tls:ReloadEvery", "0s"));

        (HttpResponseMessage one, string subject) = await GetAsync(host, HttpVersion.Version11);
        (HttpResponseMessage two, _) = await GetAsync(host, HttpVersion.Version20);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version11, "CN=first"), (one.StatusCode, one.Version, subject));
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (two.StatusCode, two.Version));

        // Half of a replacement changes nothing.
        File.WriteAllText(_certificates.PathOf("server.pem"), second.ExportCertificatePem());
        Assert.Equal("CN=first", (await GetAsync(host, HttpVersion.Version11)).Subject);

        _certificates.WritePem(second, "server");
        Assert.Equal("CN=second", (await GetAsync(host, HttpVersion.Version11)).Subject);
    }

    [Fact]
    public async Task With_an_authority_for_clients_only_its_clients_get_in()
    {
        using X509Certificate2 server = _certificates.Sign("server"), client = _certificates.Sign("client");
        using var others = new TestCertificates();
        using X509Certificate2 stranger = others.Sign("stranger");
        File.WriteAllBytes(_certificates.PathOf("server.pfx"), server.Export(X509ContentType.Pkcs12, "secret"));
        await using RunningHost host = await RunningHost.StartAsync(
            ("Obs:Tls:Certificate", _certificates.PathOf("server.pfx")), ("Obs:Tls:Password", "secret"), ("Obs:Tls:ClientCa", _certificates.Authority));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, HttpVersion.Version11, client)).Answer.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(host, HttpVersion.Version11));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(host, HttpVersion.Version11, stranger));
    }

    private async Task<(HttpResponseMessage Answer, string Subject)> GetAsync(RunningHost host, Version version, X509Certificate2? client = null)
    {
        string subject = "";
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = _certificates.Trust(),
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    subject = certificate!.Subject;
                    return errors == SslPolicyErrors.None;
                },
                ClientCertificates = client is null ? null : [client],
                LocalCertificateSelectionCallback = client is null ? null : (_, _, _, _, _) => client,
            },
        };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "/-/healthy")) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        return (await http.SendAsync(request, Token), subject);
    }
}
