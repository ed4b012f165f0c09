using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Obs.Silo.Telemetry;

namespace Orleans.Obs.Silo.Tests;

public sealed class SelfMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SelfMetrics _metrics = new();
    private readonly Meter _meter;
    private readonly string _unique = $"test.{Guid.NewGuid():N}";

    public SelfMetricsTests() => _meter = _services.GetRequiredService<IMeterFactory>().Create("Orleans.Obs");

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_by_labels_and_ends_in_total()
    {
        Counter<long> counter = _meter.CreateCounter<long>($"{_unique}.samples", "{sample}", "What came in.");
        counter.Add(2, new KeyValuePair<string, object?>("tenant", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("tenant", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("tenant", "b\"\\\n"));

        Assert.Equal(
            [
                "# HELP NAME_samples_total What came in.",
                "# TYPE NAME_samples_total counter",
                "NAME_samples_total{tenant=\"a\"} 5",
                "NAME_samples_total{tenant=\"b\\\"\\\\\\n\"} 1",
            ],
            Scrape());
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_a_sum_and_a_count()
    {
        Histogram<double> histogram = _meter.CreateHistogram($"{_unique}.wait", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        histogram.Record(0.05);
        histogram.Record(0.1);
        histogram.Record(0.5);
        histogram.Record(4);

        Assert.Equal(
            [
                "# TYPE NAME_wait_seconds histogram",
                "NAME_wait_seconds_bucket{le=\"0.1\"} 2",
                "NAME_wait_seconds_bucket{le=\"1\"} 3",
                "NAME_wait_seconds_bucket{le=\"+Inf\"} 4",
                "NAME_wait_seconds_sum 4.65",
                "NAME_wait_seconds_count 4",
            ],
            Scrape());
    }

    [Fact]
    public void A_series_that_an_observable_gauge_no_longer_reports_disappears()
    {
        List<Measurement<long>> reported = [new(7, new KeyValuePair<string, object?>("shard", "0")), new(8, new KeyValuePair<string, object?>("shard", "1"))];
        _meter.CreateObservableGauge($"{_unique}.held", () => reported, "By");
        Assert.Equal(["# TYPE NAME_held_bytes gauge", "NAME_held_bytes{shard=\"0\"} 7", "NAME_held_bytes{shard=\"1\"} 8"], Scrape());

        reported.RemoveAt(0);

        Assert.Equal(["# TYPE NAME_held_bytes gauge", "NAME_held_bytes{shard=\"1\"} 8"], Scrape());
    }

    [Fact]
    public void An_up_down_counter_is_a_gauge_that_adds()
    {
        UpDownCounter<int> counter = _meter.CreateUpDownCounter<int>($"{_unique}.running");
        counter.Add(3);
        counter.Add(-1);

        Assert.Equal(["# TYPE NAME_running gauge", "NAME_running 2"], Scrape());
    }

    [Fact]
    public void Endless_label_values_end_in_one_series()
    {
        Counter<int> counter = _meter.CreateCounter<int>($"{_unique}.many");
        for (int i = 0; i < 3000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        List<string> lines = Scrape();
        Assert.Equal(2002, lines.Count);
        Assert.Contains("NAME_many_total{overflow=\"true\"} 1000", lines);
    }

    [Fact]
    public void The_runtime_and_the_process_tell_about_themselves()
    {
        _ = new ProcessInstruments(_services.GetRequiredService<IMeterFactory>());
        string text = Text();

        foreach (string name in (string[])["process_cpu_seconds_total", "process_resident_memory_bytes", "process_start_time_seconds", "dotnet_gc_collections_total", "dotnet_thread_pool_queue_length"])
        {
            Assert.Contains($"\n{name}", text, StringComparison.Ordinal);
        }
    }

    /// <summary>The lines about this test's instruments, with NAME for the part of their names that is unique.</summary>
    private List<string> Scrape()
    {
        string name = _unique.Replace('.', '_');
        return [.. Text().Split('\n').Where(line => line.Contains(name, StringComparison.Ordinal)).Select(line => line.Replace(name, "NAME", StringComparison.Ordinal))];
    }

    private string Text()
    {
        var text = new ArrayBufferWriter<byte>();
        _metrics.Write(text);
        return "\n" + Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
