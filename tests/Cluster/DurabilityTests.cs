using System.Globalization;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster;

/// <summary>What was acknowledged survives. OBS_TEST_KILLS sets the number of kills; the default keeps the run short.</summary>
public sealed class DurabilityTests
{
    private const int Writers = 4;
    private const int SeriesOfAWriter = 25;

    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("OBS_TEST_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) ? kills : 3;

    [Theory]
    [InlineData("30m", "64MiB")] // everything comes back from the log
    [InlineData("1s", "1MiB")] // blocks are cut and compacted all the time
    public async Task Every_acknowledged_sample_is_there_once_after_kills_under_load(string flushAge, string flushSize)
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        string[] settings = [$"--Obs:Flush:Age={flushAge}", $"--Obs:Flush:Size={flushSize}"];
        long start = DateTimeOffset.UtcNow.AddMinutes(-30).ToUnixTimeMilliseconds();
        VerifyingWriter[] writers = [.. Enumerable.Range(0, Writers).Select(n => new VerifyingWriter($"w{n}", SeriesOfAWriter, start))];
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports.Http}"), Timeout = TimeSpan.FromSeconds(10) };
        using var stop = new CancellationTokenSource();
        var random = new Random(20_240_817);

        SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path, settings);
        Task[] writing = [.. writers.Select(writer => writer.RunAsync(http, stop.Token))];
        for (int kill = 0; kill < Kills; kill++)
        {
            await writers[kill % Writers].ProgressAsync(random.Next(5, 100), TestContext.Current.CancellationToken);
            await silo.KillAsync();
            await silo.DisposeAsync();
            silo = await SiloProcess.StartReadyAsync(ports, folder.Path, settings);
        }

        await Task.WhenAll(writers.Select(writer => writer.ProgressAsync(5, TestContext.Current.CancellationToken)));
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        await using (silo)
        {
            await Task.WhenAll(writers.Select(writer => writer.VerifyAsync(http)));
        }
    }

    [Fact]
    public async Task An_orderly_stop_under_load_loses_nothing_and_needs_no_replay_of_a_dead_owner()
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        long start = DateTimeOffset.UtcNow.AddMinutes(-30).ToUnixTimeMilliseconds();
        var writer = new VerifyingWriter("w", SeriesOfAWriter, start);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports.Http}"), Timeout = TimeSpan.FromSeconds(10) };
        using var stop = new CancellationTokenSource();

        await using SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path);
        Task writing = writer.RunAsync(http, stop.Token);
        await writer.ProgressAsync(20, TestContext.Current.CancellationToken);
        Assert.Equal(0, await silo.StopAsync());
        Assert.Contains(silo.Output, line => line.Contains("Sealed log", StringComparison.Ordinal));

        await using SiloProcess again = await SiloProcess.StartReadyAsync(ports, folder.Path);
        await stop.CancelAsync();
        await writing;
        await writer.VerifyAsync(http);
    }
}
