using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Obs.Silo.Telemetry;

/// <summary>What every Prometheus client library tells about its process, under the usual names.</summary>
internal sealed class ProcessInstruments
{
    public ProcessInstruments(IMeterFactory meters)
    {
        using var self = Process.GetCurrentProcess();
        double started = new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0;

        Meter meter = meters.Create("Orleans.Obs");
        meter.CreateObservableCounter("process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "User and system CPU time spent.");
        meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Resident memory size.");
        meter.CreateObservableGauge("process.start_time", () => started, "s", "Start time of the process since the Unix epoch.");
        meter.CreateObservableGauge("process.open_fds", OpenFileDescriptors, null, "Open file descriptors.");
        meter.CreateObservableGauge("obs.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", BuildInfo.Version)), null, "The version that runs.");
    }

    private static IEnumerable<Measurement<long>> OpenFileDescriptors()
    {
        const string Folder = "/proc/self/fd";
        return Directory.Exists(Folder) ? [new(Directory.EnumerateFileSystemEntries(Folder).LongCount())] : [];
    }
}
