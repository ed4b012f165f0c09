using System.Diagnostics.Metrics;

namespace Orleans.Obs.Grains.Log;

/// <summary>What waits in the silo's log, and what becomes of old ones.</summary>
internal sealed class LogInstruments
{
    private readonly Counter<long> _deleted;

    public LogInstruments(IMeterFactory meters, SiloLogs logs)
    {
        Meter meter = meters.Create("Orleans.Obs");
        _deleted = meter.CreateCounter<long>("obs.log.segments.deleted", "{segment}", "Segments of logs that were deleted because nobody needs them any more.");
        meter.CreateObservableGauge("obs.log.writable", () => logs.IsWritable ? 1 : 0, null, "Whether the log takes records: 1 or 0.");
        meter.CreateObservableGauge("obs.log.queued", () => logs.Living?.QueuedBytes ?? 0, "By", "Records handed to the log that are not durable yet.");
        meter.CreateObservableGauge("obs.log.lag", () => logs.Living?.Lag.TotalSeconds ?? 0, "s", "For how long the write under way has been tried; 0 when all is durable.");
    }

    public void Deleted(int segments) => _deleted.Add(segments);
}
