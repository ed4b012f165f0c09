using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Orleans.Obs.Cluster;

/// <summary>The real program as a process of its own.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly long _started;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private SiloProcess(SiloPorts ports, SiloHost host, string folder, IEnumerable<string> arguments)
    {
        Http = new HttpClient { BaseAddress = new Uri($"http://{host.Address}:{ports.Http}"), Timeout = TimeSpan.FromSeconds(30) };
        string[] command = [.. host.Prefix, Executable()];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (string argument in (string[])
            [
                Setting("Obs:Http:Port", ports.Http), Setting("Obs:Cluster:SiloPort", ports.Silo), Setting("Obs:Cluster:GatewayPort", ports.Gateway),
                .. Otlp("GrpcPort", ports.OtlpGrpc), .. Otlp("HttpPort", ports.OtlpHttp),
                $"--Obs:Http:Host={host.Address}", $"--Obs:Storage:Path={folder}", .. arguments,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _started = Stopwatch.GetTimestamp();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    /// <summary>From the start of the process until it said that it is ready.</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>The processor time that this took: what a machine with nothing else to do would need at most.</summary>
    public TimeSpan ProcessorTimeToReady { get; private set; }

    /// <summary>The most resident memory so far, bytes.</summary>
    public long PeakResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Errors => [.. _errors];

    public static SiloProcess Start(SiloPorts ports, string folder, params IEnumerable<string> arguments) => new(ports, SiloHost.Loopback, folder, arguments);

    public static SiloProcess Start(SiloPorts ports, SiloHost host, string folder, params IEnumerable<string> arguments) => new(ports, host, folder, arguments);

    public static async Task<SiloProcess> StartReadyAsync(SiloPorts ports, string folder, params IEnumerable<string> arguments)
    {
        SiloProcess silo = Start(ports, folder, arguments);
        await silo.ReadyAsync();
        return silo;
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task ReadyAsync()
    {
        long started = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"not ready after {Stopwatch.GetElapsedTime(started)}:\n{string.Join('\n', Output.Concat(Errors).TakeLast(50))}");
            }

            await Task.Delay(25);
        }

        TimeToReady = Stopwatch.GetElapsedTime(_started);
        _process.Refresh();
        ProcessorTimeToReady = _process.TotalProcessorTime;
    }

    /// <summary>SIGKILL: nothing gets a chance.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>True once the process has ended, by itself or not.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await ExitAsync();
    }

    /// <summary>SIGSTOP: the process stands still until <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        Http.Dispose();
    }

    /// <summary>Both programs lie in one artifacts folder, built with the same configuration.</summary>
    private static string Executable()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(output.Parent!.Parent!.FullName, "Silo", output.Name, "orleans-obs");
    }

    private static string Setting(string key, int value) => string.Create(CultureInfo.InvariantCulture, $"--{key}={value}");

    private static IEnumerable<string> Otlp(string key, int? port) => port is null ? [] : [Setting($"Obs:Otlp:{key}", port.Value)];

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (!string.IsNullOrEmpty(line))
        {
            lines.Enqueue(line);
        }
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage response = await Http.GetAsync("/-/ready");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
