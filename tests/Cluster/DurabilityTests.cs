using System.Globalization;
using Orleans.Obs.Cluster.Load;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster;

/// <summary>
/// What was acknowledged survives under full load. OBS_TEST_KILLS and OBS_TEST_STOPS set the numbers of kills and of orderly stops, OBS_TEST_SERIES that of series; the defaults keep the
/// run short.
/// </summary>
public sealed class DurabilityTests
{
    private const int Connections = 4;

    private static readonly int Kills = TestSetting.Number("OBS_TEST_KILLS", 3);
    private static readonly int Stops = TestSetting.Number("OBS_TEST_STOPS", 2);
    private static readonly int Series = TestSetting.Number("OBS_TEST_SERIES", 12_000);
    private static readonly int SamplesPerRequest = Math.Min(5_000, Series / (2 * Connections));
    // Of the processor, because other programs may make the clock on the wall say anything.
    private static readonly TimeSpan MostTimeToReady = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("30m", "64MiB")] // everything comes back from the log
    [InlineData("1s", "1MiB")] // blocks are cut and compacted all the time
    public Task Every_acknowledged_sample_is_there_once_after_kills_under_load(string flushAge, string flushSize) =>
        RunAsync(Kills, flushAge, flushSize, static silo => silo.KillAsync());

    [Theory]
    [InlineData("30m", "64MiB")]
    [InlineData("1s", "1MiB")]
    public Task Every_acknowledged_sample_is_there_once_after_orderly_stops_under_load(string flushAge, string flushSize) =>
        RunAsync(Stops, flushAge, flushSize, static async silo =>
        {
            Assert.Equal(0, await silo.StopAsync());
            Assert.Contains(silo.Output, line => line.Contains("Sealed log", StringComparison.Ordinal));
            Assert.DoesNotContain(silo.Output, line => line.Contains("fail:", StringComparison.Ordinal));
        });

    private static async Task RunAsync(int restarts, string flushAge, string flushSize, Func<SiloProcess, Task> end)
    {
        using var folder = new TemporaryFolder();
        SiloPorts ports = SiloPorts.Free();
        string[] settings = [$"--Obs:Flush:Age={flushAge}", $"--Obs:Flush:Size={flushSize}"];
        long start = DateTimeOffset.UtcNow.AddHours(-6).ToUnixTimeMilliseconds();
        var random = new Random(20_240_817);
        List<TimeSpan> times = [], processorTimes = [];

        SiloProcess silo = await SiloProcess.StartReadyAsync(ports, folder.Path, settings);
        try
        {
            await using var fleet = new Fleet(silo.Http.BaseAddress!, Series, SamplesPerRequest, Connections, start);
            await fleet.ProgressAsync(fleet.Groups.Length, TestContext.Current.CancellationToken);
            for (int restart = 0; restart < restarts; restart++)
            {
                await fleet.ProgressAsync(random.Next(5, 5 * fleet.Groups.Length), TestContext.Current.CancellationToken);
                await Task.Delay(random.Next(30), TestContext.Current.CancellationToken);
                int[] acknowledged = [.. fleet.Groups.Select(static group => group.Acknowledged)];
                await end(silo);
                await silo.DisposeAsync();
                silo = await SiloProcess.StartReadyAsync(ports, folder.Path, settings);
                times.Add(silo.TimeToReady);
                processorTimes.Add(silo.ProcessorTimeToReady);
                await FleetAudit.AtLeastAsync(silo.Http, fleet, acknowledged);
            }

            await fleet.ProgressAsync(fleet.Groups.Length, TestContext.Current.CancellationToken);
            await fleet.FinishAsync();
            await FleetAudit.ExactAsync(silo.Http, fleet);
            string report = string.Create(
                CultureInfo.InvariantCulture,
                $"{restarts} restarts, {fleet.Samples} samples of {fleet.Groups.Sum(static group => group.Series)} series in {fleet.Elapsed.TotalSeconds:F0} s, {fleet.Repeats} requests repeated, ready after {times.Average(static time => time.TotalSeconds):F2} s, at most {times.Max().TotalSeconds:F2} s; processor time for that {processorTimes.Average(static time => time.TotalSeconds):F2} s, at most {processorTimes.Max().TotalSeconds:F2} s");
            TestContext.Current.TestOutputHelper!.WriteLine(report);
            Assert.True(processorTimes.Max() < MostTimeToReady, report);
        }
        finally
        {
            await silo.DisposeAsync();
        }
    }
}
