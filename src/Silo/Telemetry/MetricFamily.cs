using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Orleans.Obs.Silo.Telemetry;

/// <summary>
/// All series of one instrument, by their labels as the exposition writes them. Rendering the labels into a buffer on the stack gives the key, so a measurement of
/// a known series allocates nothing.
/// </summary>
internal sealed class MetricFamily
{
    private const int MaxSeries = 2000;
    private const string Overflow = "overflow=\"true\"";

    /// <summary>For seconds, from a tenth of a millisecond to half a minute.</summary>
    private static readonly double[] DefaultBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>The runtime declares these as counters although they go down.</summary>
    private static readonly string[] GoesDown = ["dotnet.thread_pool.queue.length", "dotnet.thread_pool.thread.count"];

    private readonly ConcurrentDictionary<string, MetricCell> _cells = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MetricCell>.AlternateLookup<ReadOnlySpan<char>> _byLabels;
    private readonly bool _adds;

    public MetricFamily(Instrument instrument)
    {
        _byLabels = _cells.GetAlternateLookup<ReadOnlySpan<char>>();
        Type definition = instrument.GetType().GetGenericTypeDefinition();
        Kind = definition == typeof(Histogram<>) ? MetricKind.Histogram
            : (definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>)) && !GoesDown.Contains(instrument.Name) ? MetricKind.Counter
            : MetricKind.Gauge;
        _adds = definition == typeof(Counter<>) || definition == typeof(UpDownCounter<>);
        IsObservable = instrument.IsObservable;
        Name = MetricName.Of(instrument, Kind);
        Help = instrument.Description ?? "";
        Bounds = Kind == MetricKind.Histogram ? BoundsOf(instrument) : [];
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    public double[] Bounds { get; }

    public bool IsObservable { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, long scrape)
    {
        Span<char> buffer = stackalloc char[512];
        MetricCell cell = CellOf(LabelText.Write(tags, buffer));
        cell.Seen = scrape;
        if (Kind == MetricKind.Histogram)
        {
            cell.Observe(value);
        }
        else if (_adds)
        {
            cell.Add(value);
        }
        else
        {
            cell.Set(value);
        }
    }

    /// <summary>The series to show, sorted by labels; of an observable instrument those that it reported in this scrape.</summary>
    public IEnumerable<KeyValuePair<string, MetricCell>> Series(long scrape) =>
        _cells.Where(series => !IsObservable || series.Value.Seen == scrape).OrderBy(series => series.Key, StringComparer.Ordinal);

    private MetricCell CellOf(ReadOnlySpan<char> labels)
    {
        if (_byLabels.TryGetValue(labels, out MetricCell? cell))
        {
            return cell;
        }

        string key = _cells.Count < MaxSeries ? labels.ToString() : Overflow;
        return _cells.GetOrAdd(key, static (_, bounds) => new MetricCell(bounds), Bounds);
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => DefaultBounds,
    };
}
