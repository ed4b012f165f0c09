using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Tenants;

namespace Orleans.Obs.Grains.Tests.Tenants;

public sealed class TenantCatalogTests
{
    private static readonly GrainSettings Settings = new() { MetricsSlots = 16, DefaultLimits = new TenantLimits { ActiveSeries = 100, LabelsPerSeries = 30 } };

    private readonly FakeTimeProvider _clock = new();
    private readonly MemoryBlobStore _store;

    public TenantCatalogTests() => _store = new MemoryBlobStore(_clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_tenant_gets_the_default_layout_for_ever()
    {
        Assert.Equal(16, (await Catalog(Settings).GetAsync("a", Token)).MetricsSlots);

        Assert.Equal(16, (await Catalog(Settings with { MetricsSlots = 64 }).GetAsync("a", Token)).MetricsSlots);
    }

    [Fact]
    public async Task Own_limits_lie_over_the_defaults()
    {
        await PutAsync("limits/a.json", """{ "activeSeries": 7, "queryConcurrency": 2 }""");

        TenantLimits limits = (await Catalog(Settings).GetAsync("a", Token)).Limits;

        Assert.Equal(Settings.DefaultLimits with { ActiveSeries = 7, QueryConcurrency = 2 }, limits);
    }

    [Fact]
    public async Task Changed_limits_hold_after_a_while()
    {
        TenantCatalog catalog = Catalog(Settings);
        Assert.Equal(100, (await catalog.GetAsync("a", Token)).Limits.ActiveSeries);
        await PutAsync("limits/a.json", """{ "activeSeries": 7 }""");
        Assert.Equal(100, (await catalog.GetAsync("a", Token)).Limits.ActiveSeries);

        _clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(7, (await catalog.GetAsync("a", Token)).Limits.ActiveSeries);
    }

    [Theory]
    [InlineData("layouts/a.json", "{")]
    [InlineData("layouts/a.json", "[]")]
    [InlineData("layouts/a.json", """{ "version": 2, "metrics": [{ "from": 0, "slots": 16 }] }""")]
    [InlineData("layouts/a.json", """{ "version": 1, "metrics": [] }""")]
    [InlineData("limits/a.json", """{ "activeSerie": 1 }""")]
    [InlineData("limits/a.json", """{ "activeSeries": "many" }""")]
    [InlineData("limits/a.json", "7")]
    public async Task Settings_that_make_no_sense_name_their_blob(string blob, string json)
    {
        await PutAsync(blob, json);

        CorruptBlockException corrupt = await Assert.ThrowsAsync<CorruptBlockException>(() => Catalog(Settings).GetAsync("a", Token).AsTask());
        Assert.Equal(blob, corrupt.BlobName);
    }

    [Fact]
    public async Task Tenants_are_listed_by_their_layouts()
    {
        TenantCatalog catalog = Catalog(Settings);
        await catalog.GetAsync("b", Token);
        await catalog.GetAsync("a.with.dots", Token);

        Assert.Equal(["a.with.dots", "b"], await catalog.ListAsync(Token).ToListAsync(Token));
    }

    private TenantCatalog Catalog(GrainSettings settings) => new(_store, settings, _clock);

    private async Task PutAsync(string name, string json) => Assert.NotNull(await _store.PutIfAbsentAsync(name, Encoding.UTF8.GetBytes(json), Token));
}
