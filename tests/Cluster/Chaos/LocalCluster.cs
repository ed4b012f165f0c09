using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster.Chaos;

/// <summary>Azurite, silos and an API host as processes on this machine.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly string[] _settings;
    private readonly SiloPorts[] _ports;

    private LocalCluster(TemporaryFolder folder, AzuriteProcess azurite, int silos, string[] settings)
    {
        (_folder, Azurite) = (folder, azurite);
        _settings =
        [
            "--Obs:Storage:Kind=azure", $"--Obs:Storage:ConnectionString={azurite.ConnectionString}", "--Obs:Cluster:Kind=azure", "--Obs:Cluster:AdvertisedAddress=127.0.0.1", .. settings,
        ];
        _ports = [.. Enumerable.Range(0, silos + 1).Select(static _ => SiloPorts.Free())];
        Silos = new SiloProcess[silos];
        Api = null!;
    }

    public AzuriteProcess Azurite { get; }

    public SiloProcess[] Silos { get; }

    public SiloProcess Api { get; private set; }

    public Uri ApiAddress => Api.Http.BaseAddress!;

    /// <summary>Starts everything, and waits until it is ready; skips the test where there is no Azurite.</summary>
    public static async Task<LocalCluster> StartAsync(int silos, params string[] settings)
    {
        var folder = new TemporaryFolder();
        AzuriteProcess azurite;
        try
        {
            azurite = await AzuriteProcess.StartAsync(folder.Path);
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            Assert.Skip($"Azurite {AzuriteProcess.Version} needs node and npm on the path, and the npm registry once: {failure.Message}");
            throw;
        }

        var cluster = new LocalCluster(folder, azurite, silos, settings);
        for (int i = 0; i < silos; i++)
        {
            cluster.StartSilo(i);
        }

        cluster.StartApi();
        await cluster.ReadyAsync();
        return cluster;
    }

    /// <summary>Starts a silo that is not there, at the address that it had before.</summary>
    public void StartSilo(int number) => Silos[number] = SiloProcess.Start(_ports[number], _folder.Path, [.. _settings, "--Obs:Role=silo"]);

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
