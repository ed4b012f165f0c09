using System.Buffers;
using System.Buffers.Binary;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>
/// Keeps a script's series in the real engine: metrics shards over blobs in memory. Every second load is followed by a cut, so that queries see memory, blocks and
/// both together.
/// </summary>
internal sealed class ShardScriptStorage : IScriptStorage, IMetricsShards
{
    private const int ShardCount = 4;

    private readonly PageCache _cache = new(16 << 20);
    private readonly MemoryBlobStore _store = new();
    private SiloLog? _log;
    private MetricsShard[] _shards = [];
    private int _generation;
    private int _loads;

    public IMetricsShards Shards => this;

    public int Count => ShardCount;

    public async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await ShardPlanExecutor.ExecuteAsync(_shards[shard], plan, cancellationToken);
    }

    public async ValueTask<string?> LoadAsync(IReadOnlyList<LoadedSeries> series, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        foreach (IGrouping<int, LoadedSeries> slot in series.GroupBy(one => (int)(one.Labels.Hash % ShardCount)))
        {
            using var batch = new MetricsBatchWriter();
            foreach (LoadedSeries one in slot)
            {
                Write(batch, one);
            }

            AppendResult result = await _shards[slot.Key].AppendAsync(batch.Written);
            if (!result.Rejections.IsEmpty)
            {
                return string.Join(" | ", result.Rejections.Select(rejection => rejection.ToString()));
            }
        }

        if (++_loads % 2 == 0)
        {
            foreach (MetricsShard shard in _shards)
            {
                await shard.CutAsync(cancellationToken);
            }
        }

        return null;
    }

    public async ValueTask ClearAsync()
    {
        foreach (MetricsShard shard in _shards)
        {
            shard.Dispose();
        }

        _shards = [];
        if (_log is not null)
        {
            await _log.DisposeAsync();
            _log = null;
        }
    }

    public ValueTask DisposeAsync() => ClearAsync();

    // Every generation is a tenant of its own, empty at first.
    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (_shards.Length > 0)
        {
            return;
        }

        _generation++;
        _log = new SiloLog(_store, SiloLog.NewLogId($"script{_generation}", TimeProvider.System), new SiloLogOptions(), TimeProvider.System);
        var options = new MetricsShardOptions { Compaction = new MetricsCompactionOptions { Regex = static pattern => new LiteralPattern(pattern) } };
        var shards = new MetricsShard[ShardCount];
        for (int i = 0; i < ShardCount; i++)
        {
            shards[i] = await MetricsShard.OpenAsync(
                new ShardKey($"tenant{_generation}", Signal.Metrics, i), _store, _log, new LogReplay(_store), _cache, options, TimeProvider.System, cancellationToken);
        }

        _shards = shards;
    }

    private static void Write(MetricsBatchWriter batch, LoadedSeries series)
    {
        batch.BeginSeries(series.Labels.Hash, series.Labels.Bytes);
        bool starts = series.Samples.Any(sample => sample.StartTimestamp != 0);
        foreach (LoadedSample sample in series.Samples.Where(sample => sample.Histogram is null))
        {
            if (starts)
            {
                batch.AddSample(sample.Timestamp, sample.Value, sample.StartTimestamp);
            }
            else
            {
                batch.AddSample(sample.Timestamp, sample.Value);
            }
        }

        foreach (LoadedSample sample in series.Samples)
        {
            if (sample.Histogram is { } histogram)
            {
                var extra = new ArrayBufferWriter<byte>();
                int body = 16 + histogram.BinarySize;
                Span<byte> span = MetricsExtras.WriteHeader(extra, MetricsExtras.HistogramKind, body);
                BinaryPrimitives.WriteInt64LittleEndian(span, sample.Timestamp);
                BinaryPrimitives.WriteInt64LittleEndian(span[8..], sample.StartTimestamp);
                histogram.WriteTo(span[16..]);
                extra.Advance(MetricsExtras.HeaderSize + body);
                batch.AddExtra(extra.WrittenSpan);
            }
        }
    }
}
