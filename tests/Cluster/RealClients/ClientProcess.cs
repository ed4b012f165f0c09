using System.Diagnostics;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster.RealClients;

/// <summary>A real client as a child process with an HTTP port of its own and a folder for its files.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryFolder _folder;

    private ClientProcess(Process process, TemporaryFolder folder, int port) =>
        (_process, _folder, Http) = (process, folder, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) });

    public HttpClient Http { get; }

    /// <summary>Starts a program on a free port with a configuration file of its own.</summary>
    public static ClientProcess Start(string program, Func<int, string> configuration, Func<int, string, string, string[]> arguments)
    {
        var folder = new TemporaryFolder();
        int port = FreePort.Next();
        string file = Path.Combine(folder.Path, "configuration.yml");
        File.WriteAllText(file, configuration(port));
        Process process = Process.Start(new ProcessStartInfo(program, arguments(port, file, Path.Combine(folder.Path, "data")))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} did not start");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ClientProcess(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Http.Dispose();
        _folder.Dispose();
    }
}
