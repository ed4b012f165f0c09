using System.Collections.Immutable;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Storage;

namespace Orleans.Obs.Grains.Tenants;

/// <summary>The use of tenants' metrics in the blobs <c>usage/{tenant}/metrics.json</c>, changed by compare-and-swap.</summary>
internal sealed class MetricUses(IBlobStore store, TimeProvider clock)
{
    private readonly JsonBlob<MetricUseTable> _blobs = new(store, TenantJson.Default.MetricUseTable, static table => table is { Version: 1, Uses.IsDefault: false });

    public ValueTask<MetricUseTable> ReadAsync(string tenant, CancellationToken cancellationToken) => _blobs.ReadAsync(MetricUseTable.BlobOf(tenant), cancellationToken);

    public ValueTask<string?> AddAsync(string tenant, ImmutableArray<MetricUse> more, CancellationToken cancellationToken) =>
        _blobs.ChangeAsync(MetricUseTable.BlobOf(tenant), table => (table.With(more, Now()), null), cancellationToken);

    public ValueTask<string?> ResetAsync(string tenant, CancellationToken cancellationToken) =>
        _blobs.ChangeAsync(MetricUseTable.BlobOf(tenant), _ => (new MetricUseTable { Since = Now() }, null), cancellationToken);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
