using System.Diagnostics.Metrics;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Grains.Queries;

namespace Orleans.Obs.Grains.Shards;

/// <summary>What the shards of this silo hold and do.</summary>
internal sealed class ShardInstruments
{
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _maintenance;
    private readonly Histogram<double> _append;

    public ShardInstruments(IMeterFactory meters, LiveShards shards, PageCache pages, QueryExecutor queries, TimeProvider clock)
    {
        Meter meter = meters.Create("Orleans.Obs");
        _refused = meter.CreateCounter<long>("obs.shard.refused", "{batch}", "Batches that shards sent back for later, by reason.");
        _append = meter.CreateHistogram<double>("obs.shard.append.duration", "s", "From the arrival of a batch at its shard until it is durable.");
        _maintenance = meter.CreateHistogram<double>("obs.maintenance.duration", "s", "How long cutting, compacting and cleaning took, by outcome.");
        meter.CreateObservableGauge("obs.shards", () => shards.All.Count(), "{shard}", "Active shards.");
        meter.CreateObservableGauge("obs.head.series", () => ByTenant(shards, static shard => shard.Series), "{series}", "Series with recent samples, by tenant.");
        meter.CreateObservableGauge("obs.head", () => ByTenant(shards, static shard => shard.Memory), "By", "Memory for recent data, by tenant.");
        meter.CreateObservableGauge("obs.flush.lag", () => LagOf(shards, clock), "s", "Age of the oldest record that is in no block.");
        meter.CreateObservableGauge("obs.memory.budget", () => shards.MemoryBudget, "By", "Memory that recent data may take.");
        meter.CreateObservableGauge("tsdb.storage.bytes.total", () => ByTenant(shards, static shard => shard.Stored), null, "Bytes of blocks, by tenant.");
        meter.CreateObservableGauge("obs.page.cache", () => pages.Bytes, "By", "Pages of blocks in memory.");
        meter.CreateObservableCounter("obs.page.cache.hits", () => pages.Hits, "{page}", "Pages found in memory.");
        meter.CreateObservableCounter("obs.page.cache.misses", () => pages.Misses, "{page}", "Pages read from the store.");
        meter.CreateObservableGauge("obs.query.plans", () => queries.Pending, "{plan}", "Shards' parts of queries that run or wait.");
    }

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Appended(TimeSpan duration) => _append.Record(duration.TotalSeconds);

    public void Maintained(string outcome, TimeSpan duration) => _maintenance.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    private static double LagOf(LiveShards shards, TimeProvider clock)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return shards.All.Select(shard => shard.UnflushedMilliseconds(now)).DefaultIfEmpty().Max() / 1000.0;
    }

    private static IEnumerable<Measurement<long>> ByTenant(LiveShards shards, Func<LiveShard, long> value) =>
        shards.All.GroupBy(shard => shard.Key.Tenant).Select(tenant => new Measurement<long>(tenant.Sum(value), new KeyValuePair<string, object?>("tenant", tenant.Key)));
}
