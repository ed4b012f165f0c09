namespace Orleans.Obs.Cluster.RealClients;

/// <summary>
/// Real Prometheus and vmagent, when OBS_PEERS names a folder with their executables in bin/ (bench/peers.sh makes one). OBS_TEST_CLIENT_SECONDS sets how long they
/// deliver; the default keeps the run short.
/// </summary>
internal static class PeerPrograms
{
    public static TimeSpan Delivery { get; } =
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("OBS_TEST_CLIENT_SECONDS"), out int seconds) ? seconds : 30);

    /// <summary>The path of an executable; skips the test where there is none.</summary>
    public static string Require(string name)
    {
        string? folder = Environment.GetEnvironmentVariable("OBS_PEERS");
        string path = Path.Combine(folder ?? "", "bin", name);
        Assert.SkipUnless(folder is not null && File.Exists(path), $"OBS_PEERS names no folder with bin/{name}; bench/peers.sh makes one");
        return path;
    }
}
