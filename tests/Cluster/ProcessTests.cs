using System.Net;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster;

public sealed class ProcessTests
{
    [Fact]
    public async Task It_says_where_it_listens_and_stops_cleanly_on_SIGTERM()
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path);

        Assert.Equal("Prometheus Server is Ready.\n", await silo.Http.GetStringAsync("/-/ready", TestContext.Current.CancellationToken));
        Assert.Contains(silo.Output, line => line.Contains($"listens on http://127.0.0.1:{ports.Http}", StringComparison.Ordinal));

        Assert.Equal(0, await silo.StopAsync());
        Assert.Empty(silo.Errors);
        Assert.DoesNotContain(silo.Output, line => line.Contains("warn:", StringComparison.Ordinal) || line.Contains("fail:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Obs:Http:Prt=9010", "Obs:Http:Prt")]
    [InlineData("Obs:Retention:Metrics=soon", "Obs:Retention:Metrics")]
    [InlineData("Obs:Cluster:Kind=azure", "Obs:Cluster:Kind")]
    public async Task A_wrong_setting_ends_the_start_with_one_line_that_names_it(string setting, string key)
    {
        using var folder = new TemporaryFolder();
        await using SiloProcess silo = SiloProcess.Start(SiloPorts.Free(), folder.Path, $"--{setting}");

        Assert.Equal(1, await silo.ExitAsync());
        Assert.Contains(key, Assert.Single(silo.Errors), StringComparison.Ordinal);
        Assert.Empty(silo.Output);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using TemporaryFolder first = new(), second = new();
        SiloPorts ports = SiloPorts.Free();
        await using SiloProcess running = await SiloProcess.StartReadyAsync(ports, first.Path);

        foreach ((string key, SiloPorts taken) in ((string, SiloPorts)[])
            [("Obs:Http:Port", SiloPorts.Free() with { Http = ports.Http }), ("Obs:Otlp:GrpcPort", SiloPorts.Free() with { OtlpGrpc = ports.OtlpGrpc })])
        {
            await using SiloProcess silo = SiloProcess.Start(taken, second.Path);

            Assert.Equal(1, await silo.ExitAsync());
            Assert.StartsWith($"orleans-obs: {key}: can't listen", Assert.Single(silo.Errors), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_two_instances_that_leave_the_OTLP_ports_alone_one_has_the_usual_ones_and_both_run()
    {
        using TemporaryFolder folder = new(), otherFolder = new();
        await using SiloProcess one = await SiloProcess.StartReadyAsync(SiloPorts.Free() with { OtlpGrpc = null, OtlpHttp = null }, folder.Path);
        await using SiloProcess other = await SiloProcess.StartReadyAsync(SiloPorts.Free() with { OtlpGrpc = null, OtlpHttp = null }, otherFolder.Path);

        // Somebody else on this machine may have them, but never both of these.
        Assert.Contains(one.Output.Concat(other.Output), static line => line.Contains("Port 4317 is taken by another process", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ports_of_OTLP_can_be_switched_off_and_serve_nothing_else_when_on()
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports with { OtlpGrpc = 0 }, folder.Path);
        using var otlp = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports.OtlpHttp}") };

        using StringContent empty = new("{}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        Assert.Equal(HttpStatusCode.OK, (await otlp.PostAsync("/v1/metrics", empty, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await otlp.GetAsync("/api/v1/labels", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains(silo.Output, static line => line.Contains("OpenTelemetry over gRPC on nowhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        await using SiloProcess running = await SiloProcess.StartReadyAsync(SiloPorts.Free(), folder.Path);

        await using SiloProcess second = SiloProcess.Start(SiloPorts.Free(), folder.Path);

        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains("in use", Assert.Single(second.Errors), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await running.Http.GetAsync("/-/ready", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Two_instances_beside_each_other_keep_their_data_apart()
    {
        using TemporaryFolder folder = new(), otherFolder = new();
        await using SiloProcess one = await SiloProcess.StartReadyAsync(SiloPorts.Free(), folder.Path);
        await using SiloProcess other = await SiloProcess.StartReadyAsync(SiloPorts.Free(), otherFolder.Path);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        using (HttpResponseMessage written = await one.Http.PostAsync(
            "/api/v1/write", new WriteRequest().Add([("__name__", "only_here")], now, 1).ToContent(), TestContext.Current.CancellationToken))
        {
            Assert.True(written.IsSuccessStatusCode);
        }

        Assert.Contains("only_here", await one.Http.GetStringAsync("/api/v1/query?query=only_here", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("only_here\"", await other.Http.GetStringAsync("/api/v1/query?query=only_here", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_and_API_can_be_processes_of_their_own()
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path, "--Obs:Role=silo");
        await using SiloProcess api = await SiloProcess.StartReadyAsync(SiloPorts.Free() with { Gateway = ports.Gateway }, folder.Path, "--Obs:Role=api");
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        using HttpResponseMessage written = await api.Http.PostAsync(
            "/api/v1/write", new WriteRequest().Add([("__name__", "from_afar")], now, 1).ToContent(), TestContext.Current.CancellationToken);

        Assert.True(written.IsSuccessStatusCode);
        Assert.Contains("from_afar", await api.Http.GetStringAsync("/api/v1/query?query=from_afar", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await silo.Http.GetAsync("/api/v1/query?query=1", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Its_own_metrics_are_an_exposition()
    {
        using var folder = new TemporaryFolder();
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(SiloPorts.Free(), folder.Path);

        using HttpResponseMessage response = await silo.Http.GetAsync("/metrics", TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(
            """^(# (HELP|TYPE) [a-z_:][a-z0-9_:]* .*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\.)*",?)*\})? (NaN|[+-]Inf|[-+0-9.eE]+))$""", line));
    }
}
