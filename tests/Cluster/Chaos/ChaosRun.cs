using System.Diagnostics;
using System.Globalization;
using Orleans.Obs.Cluster.Load;

namespace Orleans.Obs.Cluster.Chaos;

/// <summary>A cluster with a writer at full speed and a checker, to which things happen; in the end everything acknowledged must be there once, and nothing else.</summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private const int Connections = 4;

    private static readonly int Series = TestSetting.Number("OBS_TEST_SERIES", 8_000);

    /// <summary>What the long versions hold the cluster to; how fast a machine is that does other things besides says nothing.</summary>
    private static readonly bool IsLong = TestSetting.Number("OBS_TEST_CHAOS_SECONDS", 0) > 0;
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(30);

    private ChaosRun(LocalCluster cluster)
    {
        Cluster = cluster;
        Fleet = new Fleet(cluster.ApiAddress, Series, Series / (4 * Connections), Connections, DateTimeOffset.UtcNow.AddHours(-6).ToUnixTimeMilliseconds());
        Checker = new Checker(cluster.Api.Http, Fleet);
    }

    public LocalCluster Cluster { get; }

    public Fleet Fleet { get; }

    public Checker Checker { get; }

    public static async Task<ChaosRun> StartAsync(int silos, params string[] settings) => await StartAsync(await LocalCluster.StartAsync(silos, settings));

    public static async Task<ChaosRun> StartAsync(LocalCluster cluster)
    {
        var run = new ChaosRun(cluster);
        await run.GoOnAsync();
        return run;
    }

    /// <summary>Waits until every series got some more samples.</summary>
    public Task GoOnAsync() => Fleet.ProgressAsync(2 * Fleet.Groups.Length, TestContext.Current.CancellationToken);

    /// <summary>Ends the load and looks at everything. <paramref name="outage"/> is how long the test itself made writing impossible.</summary>
    public async Task FinishAsync(TimeSpan outage = default)
    {
        long started = Stopwatch.GetTimestamp();
        await GoOnAsync();
        await Fleet.FinishAsync();
        await Checker.FinishAsync();
        await FleetAudit.ExactAsync(Cluster.Api.Http, Fleet);
        string report = string.Create(
            CultureInfo.InvariantCulture,
            $"{Fleet.Samples} samples in {Fleet.Elapsed.TotalSeconds:F0} s, {Fleet.Repeats} requests repeated, the longest took {Fleet.LongestWait.TotalSeconds:F1} s; {Checker.Answers} answers and {Checker.Refusals} refusals, at most {Checker.LongestGap.TotalSeconds:F1} s between answers; looked at everything in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
        TestContext.Current.TestOutputHelper!.WriteLine(report);
        Assert.True(Checker.Answers > 0, report);
        Assert.True(!IsLong || Fleet.LongestWait < outage + LongestRefusal, report);
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState is { Result: TestResult.Failed })
        {
            TestContext.Current.TestOutputHelper!.WriteLine(Cluster.Story(lines: 60));
        }

        await Checker.DisposeAsync();
        await Fleet.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
