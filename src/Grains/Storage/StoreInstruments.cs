using System.Diagnostics.Metrics;

namespace Orleans.Obs.Grains.Storage;

/// <summary>What the blob store is asked to do, how it ends and how long it takes. Appends are the log's writes: their duration is the wait for durability.</summary>
internal sealed class StoreInstruments
{
    public const string Ok = "ok";
    public const string Refused = "refused";
    public const string Absent = "absent";
    public const string Failed = "failed";

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _written;

    public StoreInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("Orleans.Obs");
        _duration = meter.CreateHistogram<double>("obs.store.operation.duration", "s", "How long operations of the blob store took, by operation and status.");
        _written = meter.CreateCounter<long>("obs.store.written", "By", "Bytes handed to the blob store, by operation.");
    }

    public void Count(string operation, string status, TimeSpan duration, int bytes)
    {
        var operationTag = new KeyValuePair<string, object?>("operation", operation);
        _duration.Record(duration.TotalSeconds, operationTag, new KeyValuePair<string, object?>("status", status));
        if (bytes > 0)
        {
            _written.Add(bytes, operationTag);
        }
    }
}
