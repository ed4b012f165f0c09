using System.Net;
using System.Net.Http.Headers;
using Orleans.Obs.Cluster;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Conformance.Http;

/// <summary>The examples of the OpenTelemetry protocol itself are taken without rejections.</summary>
public sealed class OtlpExamplesTests
{
    [Theory]
    [InlineData("metrics.json", "/v1/metrics")]
    public async Task The_examples_of_the_protocol_are_taken(string file, string path)
    {
        string? folder = RepositoryFolders.Find("OBS_CONFORMANCE", "../shared/conformance");
        Assert.SkipWhen(folder is null, "Set OBS_CONFORMANCE to the folder of the recorded suites.");
        using var data = new TemporaryFolder();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(SiloPorts.Free(), data.Path, "--Obs:Retention:Metrics=0");
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(folder!, "otlp-examples", file), TestContext.Current.CancellationToken))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        using HttpResponseMessage response = await silo.Http.PostAsync(path, content, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "{}"), (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
