using System.Diagnostics;
using System.Globalization;

namespace Orleans.Obs.Testing;

/// <summary>
/// Azurite's blob and table services, on ports of their own. Without a folder everything is in memory; with one it can be stopped, and started again with what it had. Installed from
/// npm into a cache folder on first use.
/// </summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    public const string Version = "3.35.0";

    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly string[] Services = ["blob", "queue", "table"];

    private readonly string _installed;
    private readonly string? _folder;
    private readonly string _host;
    private readonly Dictionary<string, int> _ports = Services.ToDictionary(static service => service, static _ => FreePort.Next());
    private Process? _server;

    private AzuriteProcess(string installed, string? folder, string host) => (_installed, _folder, _host) = (installed, folder, host);

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={Key};BlobEndpoint={Address("blob")};TableEndpoint={Address("table")};";

    /// <summary>The process, to be paused for example.</summary>
    public int Id => _server!.Id;

    /// <summary>Installs Azurite when it is not there yet, and starts it.</summary>
    public static async Task<AzuriteProcess> StartAsync(string? folder = null, string host = "127.0.0.1")
    {
        var azurite = new AzuriteProcess(await InstallAsync(), folder, host);
        await azurite.StartAgainAsync();
        return azurite;
    }

    /// <summary>Starts it, on the ports that it had before.</summary>
    public async Task StartAgainAsync()
    {
        string script = Path.Combine(_installed, "node_modules", "azurite", "dist", "src", "azurite.js");
        _server = Start(
            "node",
            [
                script, "--skipApiVersionCheck", "--disableTelemetry", "--silent", .. _folder is null ? (string[])["--inMemoryPersistence"] : ["--location", _folder],
                .. _ports.SelectMany(port => (string[])[$"--{port.Key}Host", _host, $"--{port.Key}Port", port.Value.ToString(CultureInfo.InvariantCulture)]),
            ]);
        int listening = 0;
        while (listening < Services.Length && await _server.StandardOutput.ReadLineAsync() is { } line)
        {
            listening += line.Contains("service is successfully listening", StringComparison.Ordinal) ? 1 : 0;
        }

        if (listening < Services.Length)
        {
            throw new InvalidOperationException($"it did not start: {await _server.StandardError.ReadToEndAsync()}");
        }

        _ = _server.StandardOutput.ReadToEndAsync();
        _ = _server.StandardError.ReadToEndAsync();
    }

    /// <summary>SIGTERM: it writes down what it has.</summary>
    public async Task StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _server!.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
        }
    }

    private static async Task<string> InstallAsync()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"obs-azurite-{Version}");
        Directory.CreateDirectory(folder);

        // Test projects run beside each other: one installs, the others wait for its lock.
        await using FileStream installing = await LockAsync(Path.Combine(folder, ".lock"));
        string done = Path.Combine(folder, ".installed");
        if (!File.Exists(done))
        {
            using Process npm = Start("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, $"azurite@{Version}"]);
            Task<string> output = npm.StandardOutput.ReadToEndAsync();
            string errors = await npm.StandardError.ReadToEndAsync();
            await output;
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm: {errors}");
            }

            await File.WriteAllTextAsync(done, Version);
        }

        return folder;
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200);
            }
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private string Address(string service) => string.Create(CultureInfo.InvariantCulture, $"http://{_host}:{_ports[service]}/devstoreaccount1");
}
