using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Load.Fleet;
using Orleans.Obs.Load.Sending;
using Orleans.Obs.Protocols.RemoteWrite;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Evaluation;
using Snappier;

namespace Orleans.Obs.Benchmarks;

/// <summary>Sixteen shards in this process that have taken in a fleet's scrapes, in memory or in blocks.</summary>
internal sealed class FleetShards : IMetricsShards, IAsyncDisposable
{
    public const long Start = 1_700_000_000_000;
    public const long Interval = 15_000;
    private const int Shards = 16;
    private const int SamplesPerRequest = 5_000;

    private readonly MemoryBlobStore _store = new();
    private readonly SiloLog _log;
    private readonly MetricsShard[] _shards = new MetricsShard[Shards];

    private FleetShards() => _log = new SiloLog(_store, SiloLog.NewLogId("bench", TimeProvider.System), new SiloLogOptions(), TimeProvider.System);

    public int Count => Shards;

    public static async Task<FleetShards> LoadAsync(IFleet fleet, int steps, bool blocks)
    {
        var shards = new FleetShards();
        var pages = new PageCache(256 << 20);
        var options = new MetricsShardOptions { Compaction = new MetricsCompactionOptions { Regex = RegexPattern.Compile } };
        for (int i = 0; i < Shards; i++)
        {
            shards._shards[i] = await MetricsShard.OpenAsync(
                new ShardKey("bench", Signal.Metrics, i), shards._store, shards._log, new LogReplay(shards._store), pages, options, TimeProvider.System, default);
        }

        var decoder = new RemoteWrite1Decoder();
        var batches = new SlotBatches(Shards);
        foreach (PreparedRequest request in WriteRequests.Of(fleet, steps, Start, Interval, SamplesPerRequest))
        {
            batches.Clear();
            decoder.Decode(Snappy.DecompressToArray(request.Body), batches);
            await Task.WhenAll(Enumerable.Range(0, Shards).Where(slot => !batches.BatchOf(slot).IsEmpty).Select(slot => shards._shards[slot].AppendAsync(batches.BatchOf(slot)).AsTask()));
        }

        foreach (MetricsShard shard in blocks ? shards._shards : [])
        {
            await shard.CutAsync(default);
        }

        return shards;
    }

    public ISeriesSource? InProcess(int shard) => _shards[shard];

    public ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken) =>
        ShardPlanExecutor.ExecuteAsync(_shards[shard], plan, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (MetricsShard shard in _shards)
        {
            shard.Dispose();
        }

        await _log.DisposeAsync();
    }
}
