using System.Collections.Immutable;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Storage;

namespace Orleans.Obs.Grains.Tenants;

/// <summary>How often and when a tenant's metrics were asked for, as the store has it. What was asked for longest ago goes when there are too many.</summary>
internal sealed record MetricUseTable : IWriteMarked<MetricUseTable>
{
    /// <summary>So many names; more are beyond what anybody looks through.</summary>
    public const int MaxNames = 100_000;

    public int Version { get; init; } = 1;

    public string WriteId { get; init; } = "";

    /// <summary>When counting began, milliseconds since the epoch.</summary>
    public long Since { get; init; }

    /// <summary>Sorted by name.</summary>
    public ImmutableArray<MetricUse> Uses { get; init; } = [];

    public MetricUseTable Marked(string writeId) => this with { WriteId = writeId };

    public static string BlobOf(string tenant) => $"usage/{tenant}/metrics.json";

    /// <summary>The table with more uses, in any order, a name also several times.</summary>
    public MetricUseTable With(IEnumerable<MetricUse> more, long now)
    {
        IEnumerable<MetricUse> sums = Uses.Concat(more).GroupBy(static use => use.Name, StringComparer.Ordinal)
            .Select(static uses => new MetricUse(uses.Key, uses.Sum(static use => use.Count), uses.Max(static use => use.LastUsed)))
            .OrderByDescending(static use => use.LastUsed).Take(MaxNames);
        return this with { Since = Since > 0 ? Since : now, Uses = [.. sums.OrderBy(static use => use.Name, StringComparer.Ordinal)] };
    }
}
