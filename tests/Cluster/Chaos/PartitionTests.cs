namespace Orleans.Obs.Cluster.Chaos;

/// <summary>Silos in networks of their own that lose each other. OBS_TEST_CHAOS_SECONDS makes the outages a minute long.</summary>
public sealed class PartitionTests
{
    private const int Silos = 3;
    private static readonly bool IsLong = TestSetting.Number("OBS_TEST_CHAOS_SECONDS", 0) > 0;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(IsLong ? 60 : 12);
    private static readonly string[] Settings = IsLong ? [] : ["--Obs:Cluster:FailureDetection=4s"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_is_cut_off_from_everything_and_comes_back()
    {
        using NetworkNamespaces network = Create();
        await using ChaosRun run = await StartAsync(network);
        for (int victim = 0; victim < (IsLong ? Silos : 1); victim++)
        {
            network.CutOff(victim, isCutOff: true);
            await Task.Delay(Outage, Cancellation);
            await run.GoOnAsync();
            network.CutOff(victim, isCutOff: false);
            await RestartAsync(run, victim);
            await run.GoOnAsync();
        }

        await run.FinishAsync();
    }

    [Fact]
    public async Task All_silos_lose_each_other_but_not_the_store_and_find_together_again()
    {
        using NetworkNamespaces network = Create();
        await using ChaosRun run = await StartAsync(network);
        network.Separate(true);
        await Task.Delay(Outage, Cancellation);
        await run.GoOnAsync();
        Assert.Contains(run.Cluster.Silos, static silo => !silo.HasExited);
        network.Separate(false);
        for (int number = 0; number < Silos; number++)
        {
            if (run.Cluster.Silos[number].HasExited)
            {
                await RestartAsync(run, number);
            }
        }

        await run.FinishAsync();
    }

    private static NetworkNamespaces Create()
    {
        NetworkNamespaces? network = NetworkNamespaces.TryCreate(Silos);
        Assert.SkipWhen(network is null, "making network namespaces needs root and iproute2");
        return network;
    }

    private static async Task<ChaosRun> StartAsync(NetworkNamespaces network) => await ChaosRun.StartAsync(await LocalCluster.StartAsync(network.Hosts, network.Gateway, Settings));

    private static async Task RestartAsync(ChaosRun run, int number)
    {
        await run.Cluster.Silos[number].ExitAsync();
        await run.Cluster.Silos[number].DisposeAsync();
        run.Cluster.StartSilo(number);
        await run.Cluster.Silos[number].ReadyAsync();
    }
}
