using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Tenants;

namespace Orleans.Obs.Grains.Tests.Tenants;

public sealed class MetricUsesTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(5000));
    private readonly MemoryBlobStore _store;
    private readonly MetricUses _uses;

    public MetricUsesTests()
    {
        _store = new MemoryBlobStore(_time);
        _uses = new MetricUses(_store, _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uses_are_added_up_in_any_process()
    {
        Assert.Null(await _uses.AddAsync("acme", [new MetricUse("up", 1, 10), new MetricUse("down", 2, 20)], Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await new MetricUses(_store, _time).AddAsync("acme", [new MetricUse("up", 3, 5)], Token));

        MetricUseTable table = await _uses.ReadAsync("acme", Token);
        Assert.Equal([new MetricUse("down", 2, 20), new MetricUse("up", 4, 10)], table.Uses.AsEnumerable());
        Assert.Equal(5000, table.Since);
        Assert.Empty((await _uses.ReadAsync("other", Token)).Uses);
    }

    [Fact]
    public async Task Processes_that_add_at_the_same_time_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new MetricUses(_store, _time).AddAsync("acme", [new MetricUse("up", 1, 10)], Token).AsTask())));
        Assert.Equal(new MetricUse("up", 4, 10), Assert.Single((await _uses.ReadAsync("acme", Token)).Uses));
    }

    [Fact]
    public async Task Counting_can_begin_anew()
    {
        await _uses.AddAsync("acme", [new MetricUse("up", 1, 10)], Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _uses.ResetAsync("acme", Token));
        MetricUseTable table = await _uses.ReadAsync("acme", Token);
        Assert.Empty(table.Uses);
        Assert.Equal(6000, table.Since);
    }

    [Fact]
    public async Task What_was_used_longest_ago_goes_when_there_are_too_many_names()
    {
        await _uses.AddAsync("acme", [.. Enumerable.Range(0, MetricUseTable.MaxNames).Select(i => new MetricUse($"m{i}", 1, i))], Token);
        await _uses.AddAsync("acme", [new MetricUse("last", 1, long.MaxValue)], Token);
        MetricUseTable table = await _uses.ReadAsync("acme", Token);
        Assert.Equal(MetricUseTable.MaxNames, table.Uses.Length);
        Assert.DoesNotContain(table.Uses, use => use.Name == "m0");
        Assert.Contains(table.Uses, use => use.Name == "last");
    }
}
