namespace Orleans.Obs.Conformance.Http;

/// <summary>
/// Replays the recorded answers of real servers against the real program. <c>OBS_CONFORMANCE_URL</c> names another server to replay against, one for every suite, each of which
/// needs it empty: <c>promql=http://127.0.0.1:9009,prometheus-api=http://127.0.0.1:9010</c>.
/// </summary>
public class SuiteTests
{
    /// <summary>Recorded answers that we do not give, with the page that says why; one that turns out to agree after all fails the suite.</summary>
    private static readonly Dictionary<string, string> Deviations = new()
    {
        ["remote write/another value for the newest sample changes nothing"] = "docs/decisions/001-remote-write-partial-failures.md",
    };

    [Theory]
    [InlineData("promql")]
    [InlineData("prometheus-api")]
    public async Task Recorded_answers_hold(string suite)
    {
        string? folder = RepositoryFolders.Find("OBS_CONFORMANCE", "../shared/conformance");
        Assert.SkipWhen(folder is null, "Set OBS_CONFORMANCE to the folder of the recorded suites.");
        await using ISuiteTarget target = Address(suite) is { } address ? new HttpTarget(address) : await SiloTarget.StartAsync();
        await ReplayAsync(target, folder!, suite, isOurs: target is SiloTarget);
    }

    private static async Task ReplayAsync(ISuiteTarget target, string folder, string suite, bool isOurs)
    {
        var runner = new SuiteRunner(target) { Deviations = isOurs ? Deviations : [] };
        IReadOnlyList<string> faults = await runner.RunAsync(Path.Combine(folder, suite, "suite.json"), TestContext.Current.CancellationToken);
        Assert.True(faults.Count == 0, $"{faults.Count} of {runner.Cases} cases failed:\n{string.Join('\n', faults)}");
    }

    private static Uri? Address(string suite)
    {
        string setting = Environment.GetEnvironmentVariable("OBS_CONFORMANCE_URL") ?? "";
        return setting.Split(',').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0] == suite) is { } found ? new Uri(found[1]) : null;
    }
}
