using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

/// <summary>A shard over a store in memory that can crash, move and come back.</summary>
internal sealed class ShardHarness(MetricsShardOptions? options = null) : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2025, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly PageCache _cache = new(16 << 20);
    private int _logs;
    private SiloLog? _log;
    private MetricsShard? _shard;

    public FakeTimeProvider Time { get; } = new(Start);

    public FaultyBlobStore Store { get; } = new();

    public MetricsShardOptions Options { get; set; } = options ?? DefaultOptions;

    public MetricsShard Shard => _shard ?? throw new InvalidOperationException("Open the shard first.");

    public static MetricsShardOptions DefaultOptions => new() { Compaction = new MetricsCompactionOptions { Regex = static _ => throw new NotSupportedException() } };

    public static long Now => Start.ToUnixTimeMilliseconds();

    /// <summary>Opens the shard as another silo would: with another log, not asking whether the owner before is still there.</summary>
    public async Task OpenAsync()
    {
        _shard?.Dispose();
        SiloLog? before = _log;
        _log = new SiloLog(Store, $"log-{++_logs}", new SiloLogOptions { FlushInterval = TimeSpan.Zero }, TimeProvider.System);
        _shard = await MetricsShard.OpenAsync(
            new ShardKey("acme", Signal.Metrics, 3), Store, _log, new LogReplay(Store), _cache, Options, Time, TestContext.Current.CancellationToken);
        if (before is not null)
        {
            await before.DisposeAsync();
        }
    }

    public async Task<AppendResult> AppendAsync(MetricsBatchWriter batch) => await Shard.AppendAsync(batch.Written);

    public async Task<AppendResult> AppendAsync(LabelSet labels, params (long Time, double Value)[] samples)
    {
        using var batch = new MetricsBatchWriter();
        batch.BeginSeries(labels.Hash, labels.Bytes);
        foreach ((long time, double value) in samples)
        {
            batch.AddSample(time, value);
        }

        return await AppendAsync(batch);
    }

    public async Task<SortedDictionary<string, List<(long Time, long Bits)>>> ReadAsync(IReadOnlyList<SeriesMatcher> matchers, long from = long.MinValue, long to = long.MaxValue)
    {
        using ISeriesSelection selection = await Shard.SelectAsync(matchers, from, to, TestContext.Current.CancellationToken);
        return await ReadAsync(selection, from, to);
    }

    public static async Task<SortedDictionary<string, List<(long Time, long Bits)>>> ReadAsync(ISeriesSelection selection, long from, long to)
    {
        var found = new SortedDictionary<string, List<(long, long)>>(StringComparer.Ordinal);
        var buffer = new SampleBuffer();
        await selection.PrepareAsync(0, selection.Count, TestContext.Current.CancellationToken);
        for (int series = 0; series < selection.Count; series++)
        {
            buffer.Clear();
            selection.Read(series, from, to, buffer);
            var samples = new List<(long, long)>();
            for (int i = 0; i < buffer.Count; i++)
            {
                samples.Add((buffer.Timestamps[i], buffer.Histograms?[i] is { } histogram ? BitsOf(histogram) : BitConverter.DoubleToInt64Bits(buffer.Values[i])));
            }

            if (samples.Count > 0)
            {
                found.Add(selection.LabelsOf(series).ToString(), samples);
            }
        }

        return found;
    }

    public static long BitsOf(NativeHistogram histogram) => histogram.IsStale ? SampleValueStale : BitConverter.DoubleToInt64Bits(histogram.Sum) ^ (long)histogram.Count;

    public static byte[] HistogramExtra(long timestamp, NativeHistogram histogram, long start = 0)
    {
        var extra = new ArrayBufferWriter<byte>();
        int size = 16 + histogram.BinarySize;
        Span<byte> body = MetricsExtras.WriteHeader(extra, MetricsExtras.HistogramKind, size);
        BinaryPrimitives.WriteInt64LittleEndian(body, timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], start);
        histogram.WriteTo(body[16..]);
        extra.Advance(MetricsExtras.HeaderSize + size);
        return extra.WrittenSpan.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        _shard?.Dispose();
        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
    }

    private const long SampleValueStale = Engine.Metrics.SampleValue.StaleBits;
}
