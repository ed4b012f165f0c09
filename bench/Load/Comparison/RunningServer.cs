using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Obs.Load.Comparison;

/// <summary>A contender's process with an empty folder of its own; disposing ends the process and deletes the folder.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan StartBudget = TimeSpan.FromSeconds(60);

    /// <summary>Servers delete in the background what a flush has made superfluous.</summary>
    private static readonly TimeSpan CleanUp = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly Contender _contender;

    private RunningServer(Contender contender, Process process, string folder, Uri address) =>
        (_contender, _process, Folder, Address) = (contender, process, folder, address);

    public Uri Address { get; }

    public string Folder { get; }

    public int ProcessId => _process.Id;

    public static async Task<RunningServer> StartAsync(Contender contender, string scratch, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(scratch, $"{contender.Name}-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(folder);
        int port = FreePort();
        var start = new ProcessStartInfo(contender.Program, contender.Arguments(port, folder)) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{contender.Program} did not start");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new RunningServer(contender, process, folder, new Uri($"http://127.0.0.1:{port}/"));
        await server.WaitUntilReadyAsync(cancellationToken);
        return server;
    }

    /// <summary>Makes the server put everything on disk, where it can, and says how many bytes its folder then holds.</summary>
    public async Task<long> FlushedBytesAsync(CancellationToken cancellationToken)
    {
        if (_contender.FlushPath is { } flush)
        {
            using var request = new HttpRequestMessage(flush.Method, new Uri(Address, flush.Path));
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
        }

        await Task.Delay(CleanUp, TimeProvider.System, cancellationToken);
        return new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await _http.GetAsync(new Uri(Address, _contender.ReadyPath), cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // Not listening yet.
            }

            if (Stopwatch.GetElapsedTime(started) > StartBudget)
            {
                throw new TimeoutException($"{_contender.Name} was not ready within {StartBudget.TotalSeconds} s");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    private static int FreePort()
    {
        // Five ports in a row: HTTP, silo, gateway and two for OTLP.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return port > 60_000 ? port - 10_000 : port;
    }
}
