using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster.Chaos;

/// <summary>Azurite, silos and an API host as processes on this machine, each silo at an address of its own if it is given one.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly string[] _settings;
    private readonly SiloHost[] _hosts;
    private readonly SiloPorts[] _ports;

    private LocalCluster(TemporaryFolder folder, AzuriteProcess azurite, SiloHost[] hosts, string[] settings)
    {
        (_folder, Azurite) = (folder, azurite);
        _settings =
        [
            "--Obs:Storage:Kind=azure", $"--Obs:Storage:ConnectionString={azurite.ConnectionString}", "--Obs:Cluster:Kind=azure", .. settings,
        ];
        _hosts = hosts;
        _ports = [.. Enumerable.Range(0, hosts.Length + 1).Select(static _ => SiloPorts.Free())];
        Silos = new SiloProcess[hosts.Length];
        Api = null!;
    }

    public AzuriteProcess Azurite { get; }

    public SiloProcess[] Silos { get; }

    public SiloProcess Api { get; private set; }

    public Uri ApiAddress => Api.Http.BaseAddress!;

    /// <summary>Starts everything, and waits until it is ready; skips the test where there is no Azurite.</summary>
    public static Task<LocalCluster> StartAsync(int silos, params string[] settings) => StartAsync([.. Enumerable.Repeat(SiloHost.Loopback, silos)], SiloHost.Loopback.Address, settings);

    /// <summary>The same with silos in other places, which reach the store at another address.</summary>
    public static async Task<LocalCluster> StartAsync(SiloHost[] hosts, string store, params string[] settings)
    {
        var folder = new TemporaryFolder();
        AzuriteProcess azurite;
        try
        {
            azurite = await AzuriteProcess.StartAsync(folder.Path, store);
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            Assert.Skip($"Azurite {AzuriteProcess.Version} needs node and npm on the path, and the npm registry once: {failure.Message}");
            throw;
        }

        var cluster = new LocalCluster(folder, azurite, hosts, settings);
        for (int i = 0; i < hosts.Length; i++)
        {
            cluster.StartSilo(i);
        }

        cluster.StartApi();
        await cluster.ReadyAsync();
        return cluster;
    }

    /// <summary>Starts a silo that is not there, at the address that it had before.</summary>
    public void StartSilo(int number) => Silos[number] = SiloProcess.Start(
        _ports[number], _hosts[number], _folder.Path, [.. _settings, "--Obs:Role=silo", $"--Obs:Cluster:AdvertisedAddress={_hosts[number].Address}"]);

    public void StartApi() => Api = SiloProcess.Start(_ports[^1], _folder.Path, [.. _settings, "--Obs:Role=api"]);

    public async Task ReadyAsync()
    {
        foreach (SiloProcess process in Silos.Append(Api))
        {
            await process.ReadyAsync();
        }
    }

    /// <summary>The last lines of all processes, for a failed test.</summary>
    public string Story(int lines) => string.Join('\n', Silos.Append(Api).SelectMany((process, number) => process.Output.Concat(process.Errors).TakeLast(lines).Prepend($"--- process {number}")));

    public async ValueTask DisposeAsync()
    {
        foreach (SiloProcess process in Silos.Append(Api).Where(static process => process is not null))
        {
            await process.DisposeAsync();
        }

        await Azurite.DisposeAsync();
        _folder.Dispose();
    }
}
