using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Orleans.Obs.Testing;

/// <summary>
/// Azurite's blob service on a free port with everything in memory, installed from npm into a cache folder on first use. Without node and npm <see cref="Missing"/> says so, and tests are
/// skipped.
/// </summary>
public sealed partial class AzuriteServer : IAsyncLifetime
{
    private const string Version = "3.35.0";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private Process? _server;

    /// <summary>Why there is no server; null when there is one.</summary>
    public string? Missing { get; private set; }

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        try
        {
            string address = await StartAsync(await InstallAsync());
            ConnectionString = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={Key};BlobEndpoint={address}/devstoreaccount1;";
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            Missing = $"Azurite {Version} needs node and npm on the path, and the npm registry once: {failure.Message}";
        }
    }

    public ValueTask DisposeAsync()
    {
        _server?.Kill();
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex(@"listens on (http://\S+)")]
    private static partial Regex Listening();

    private static async Task<string> InstallAsync()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"obs-azurite-{Version}");
        Directory.CreateDirectory(folder);

        // Test projects run beside each other: one installs, the others wait for its lock.
        await using FileStream installing = await LockAsync(Path.Combine(folder, ".lock"));
        string done = Path.Combine(folder, ".installed");
        if (!File.Exists(done))
        {
            using Process npm = Start("npm", "install", "--no-audit", "--no-fund", "--prefix", folder, $"azurite@{Version}");
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

    private static Process Start(string program, params string[] arguments)
        => Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private async Task<string> StartAsync(string folder)
    {
        string script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");
        _server = Start("node", script, "--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent");
        while (await _server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = _server.StandardOutput.ReadToEndAsync();
                _ = _server.StandardError.ReadToEndAsync();
                return match.Groups[1].Value;
            }
        }

        throw new InvalidOperationException($"it did not start: {await _server.StandardError.ReadToEndAsync()}");
    }
}
