using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster;

/// <summary>The procedure of docs/operations.md: a tenant is taken out of a running process, its store is lost, and it comes back in another one.</summary>
public sealed class ArchiveTests
{
    private const string Operator = "operator-key-of-archive-tests", Settings = $"--Obs:Auth:OperatorKey={Operator}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_comes_back_from_its_archive_after_its_store_was_lost()
    {
        using TemporaryFolder folder = new(), newFolder = new();
        SiloPorts ports = SiloPorts.Free();
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        byte[] archive;
        await using (SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path, Settings))
        {
            for (int i = 0; i < 200; i++)
            {
                using HttpResponseMessage written = await silo.Http.PostAsync(
                    "/api/v1/write", new WriteRequest().Add([("__name__", "kept"), ("n", i.ToString(CultureInfo.InvariantCulture))], now, i).ToContent(), Token);
                Assert.True(written.IsSuccessStatusCode);
            }

            Assert.Equal(HttpStatusCode.Unauthorized, (await silo.Http.GetAsync("/admin/tenants/anonymous/archive", Token)).StatusCode);
            archive = await (await SendAsync(silo, HttpMethod.Get, content: null)).Content.ReadAsByteArrayAsync(Token);
            await silo.KillAsync();
        }

        // A silo alone has no edges, so nobody is faster than the restore.
        await using (SiloProcess silo = await SiloProcess.StartReadyAsync(ports, newFolder.Path, Settings, "--Obs:Role=silo"))
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(silo, HttpMethod.Put, new ByteArrayContent(archive))).StatusCode);
            Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(silo, HttpMethod.Put, new ByteArrayContent(archive))).StatusCode);
            Assert.Equal(0, await silo.StopAsync());
        }

        await using SiloProcess restored = await SiloProcess.StartReadyAsync(ports, newFolder.Path, Settings);
        string answer = await restored.Http.GetStringAsync("/api/v1/query?query=count(kept)%2bsum(kept)", Token);
        Assert.Contains($"\"{200 + (199 * 100)}\"", answer, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SendAsync(SiloProcess silo, HttpMethod method, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, "/admin/tenants/anonymous/archive") { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Operator);
        return silo.Http.SendAsync(request, Token);
    }
}
