using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Log;
using Orleans.Obs.Grains.Tenants;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>Opens metrics shards with what the silo shares, and translates a tenant's limits into those of one shard.</summary>
internal sealed class MetricsShardOpening(
    IBlobStore store, SiloLogs logs, LogReplay replay, PageCache pages, TenantCatalog tenants, GrainSettings settings, TimeProvider clock)
{
    public async Task<MetricsShard> OpenAsync(ShardGrainKey key, CancellationToken cancellationToken)
    {
        TenantSettings tenant = await tenants.GetAsync(key.Tenant, cancellationToken).ConfigureAwait(false);
        if (key.Slot >= tenant.MetricsSlots)
        {
            throw new ArgumentException($"tenant {key.Tenant} has {tenant.MetricsSlots} metrics shards; there is no {key}");
        }

        while (true)
        {
            ISiloLog log = logs.Current;
            try
            {
                return await MetricsShard.OpenAsync(
                    new ShardKey(key.Tenant, Signal.Metrics, key.Slot), store, log, replay, pages, OptionsOf(tenant), clock, cancellationToken).ConfigureAwait(false);
            }
            catch (LogClosedException) when (logs.Current != log)
            {
                // Another silo believed this one dead; the log that has taken the place of the closed one does as well.
            }
        }
    }

    /// <summary>The options that hold for the tenant's shards now.</summary>
    public async Task<MetricsShardOptions> OptionsAsync(string tenant, CancellationToken cancellationToken) =>
        OptionsOf(await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// A shard's part of a limit over all shards. Hashes spread series evenly but not exactly: a shard may have four standard deviations more than its part, so the
    /// limit of a tenant is never felt before it is reached.
    /// </summary>
    internal static long PartOf(long limit, int shards)
    {
        double part = (double)limit / shards;
        return limit == 0 ? 0 : Math.Min(limit, (long)Math.Ceiling(part + (4 * Math.Sqrt(part))));
    }

    private MetricsShardOptions OptionsOf(TenantSettings tenant)
    {
        TenantLimits limits = tenant.Limits;
        return new MetricsShardOptions
        {
            MaxSeries = PartOf(limits.ActiveSeries, tenant.MetricsSlots),
            MaxSeriesPerMetric = PartOf(limits.SeriesPerMetric, tenant.MetricsSlots),
            Labels = new LabelLimits(limits.LabelsPerSeries, limits.LabelNameLength, limits.LabelValueLength),
            CutAge = settings.FlushAge,
            CutLogBytes = settings.FlushBytes,
            Compaction = new MetricsCompactionOptions
            {
                Regex = RegexPattern.Compile,
                Retention = limits.MetricsRetentionMilliseconds > 0 ? TimeSpan.FromMilliseconds(limits.MetricsRetentionMilliseconds) : null,
            },
        };
    }
}
