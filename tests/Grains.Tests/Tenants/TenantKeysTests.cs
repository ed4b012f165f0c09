using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Grains.Tenants;

namespace Orleans.Obs.Grains.Tests.Tenants;

public sealed class TenantKeysTests
{
    private readonly MemoryBlobStore _store = new(new FakeTimeProvider());
    private readonly TenantKeys _keys;

    public TenantKeysTests() => _keys = new TenantKeys(_store);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_has_the_keys_that_it_was_given_in_any_process()
    {
        Assert.Empty(await _keys.ReadAsync("acme", Token));

        Assert.Null(await _keys.AddAsync("acme", Key("1"), Token));
        Assert.Null(await _keys.AddAsync("acme", Key("2"), Token));

        ImmutableArray<ApiKey> read = await new TenantKeys(_store).ReadAsync("acme", Token);
        Assert.Equal(["1", "2"], read.Select(key => key.Id));
        Assert.Equal(Key("1") with { Tenants = default, Secrets = default }, read[0] with { Tenants = default, Secrets = default });
        Assert.Empty(await _keys.ReadAsync("other", Token));
    }

    [Fact]
    public async Task A_rotation_leaves_the_newest_two_secrets()
    {
        await _keys.AddAsync("acme", Key("1"), Token);

        Assert.Null(await _keys.RotateAsync("acme", "1", new ApiKeySecret("b", 10, 0), previousExpires: 100, Token));
        Assert.Null(await _keys.RotateAsync("acme", "1", new ApiKeySecret("c", 20, 0), previousExpires: 200, Token));

        ApiKey key = Assert.Single(await _keys.ReadAsync("acme", Token));
        Assert.Equal([new ApiKeySecret("b", 10, 200), new ApiKeySecret("c", 20, 0)], key.Secrets.AsEnumerable());
    }

    [Fact]
    public async Task What_is_not_there_can_be_neither_rotated_nor_revoked()
    {
        Assert.NotNull(await _keys.RotateAsync("acme", "1", new ApiKeySecret("b", 10, 0), 100, Token));
        Assert.NotNull(await _keys.RevokeAsync("acme", "1", Token));

        await _keys.AddAsync("acme", Key("1"), Token);
        Assert.NotNull(await _keys.AddAsync("acme", Key("1"), Token));
        Assert.Null(await _keys.RevokeAsync("acme", "1", Token));
        Assert.Empty(await _keys.ReadAsync("acme", Token));
    }

    [Fact]
    public async Task The_number_of_keys_is_bounded()
    {
        string? fault = null;
        for (int i = 0; i < 1000 && fault is null; i++)
        {
            fault = await _keys.AddAsync("acme", Key($"{i}"), Token);
        }

        Assert.NotNull(fault);
        Assert.InRange((await _keys.ReadAsync("acme", Token)).Length, 10, 999);
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => new TenantKeys(_store).AddAsync("acme", Key($"{i}"), Token).AsTask()));

        Assert.Equal(["0", "1", "2", "3"], (await _keys.ReadAsync("acme", Token)).Select(key => key.Id).Order());
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{ "version": 2, "keys": [] }""")]
    [InlineData("""{ "version": 1, "keys": [ { "id": "1", "tenants": [], "secrets": [] } ] }""")]
    public async Task A_damaged_blob_is_named(string content)
    {
        await _store.PutIfAbsentAsync("keys/acme.json", System.Text.Encoding.UTF8.GetBytes(content), Token);

        CorruptBlockException damaged = await Assert.ThrowsAsync<CorruptBlockException>(() => _keys.ReadAsync("acme", Token).AsTask());

        Assert.Equal("keys/acme.json", damaged.BlobName);
    }

    private static ApiKey Key(string id) => new(id, "name", ["acme"], ApiKeyScopes.Read, 1, 2, [new ApiKeySecret("a", 1, 0)]);
}
