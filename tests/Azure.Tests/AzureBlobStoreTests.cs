using Azure.Storage.Blobs;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Testing;

[assembly: AssemblyFixture(typeof(AzuriteServer))]

namespace Orleans.Obs.Azure.Tests;

public sealed class AzureBlobStoreTests(AzuriteServer azurite) : BlobStoreContract, IAsyncLifetime
{
    private readonly LossyNetwork _network = new();
    private BlobContainerClient? _container;
    private AzureBlobStore? _store;

    protected override IBlobStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(azurite.Missing is not null, azurite.Missing ?? "");
        var options = new AzureBlobOptions { ConnectionString = azurite.ConnectionString, Container = $"test-{Guid.NewGuid():N}" };
        _container = AzureBlobContainer.Open(options, client => client.AddPolicy(_network, global::Azure.Core.HttpPipelinePosition.PerRetry));
        _store = new AzureBlobStore(_container, TimeProvider.System);
        await _store.CreateContainerAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DeleteIfExistsAsync();
        }
    }

    [Theory]
    [InlineData(Loss.OfRequest)]
    [InlineData(Loss.OfReply)]
    [InlineData(Loss.Throttled)]
    public async Task Writes_get_through_a_lossy_network_exactly_once(Loss loss)
    {
        _network.Next(loss);
        BlobETag? tag = await Store.PutIfAbsentAsync("lossy/whole", Bytes("first"), Cancellation);
        Assert.Equal((await Store.StatAsync("lossy/whole", Cancellation))!.ETag, tag);

        _network.Next(loss);
        BlobETag? replaced = await Store.PutIfMatchAsync("lossy/whole", Bytes("second"), tag!.Value, Cancellation);
        Assert.Equal((await Store.StatAsync("lossy/whole", Cancellation))!.ETag, replaced);

        _network.Next(loss);
        Assert.True(await Store.CreateAppendableAsync("lossy/log", Cancellation));
        _network.Next(loss);
        Assert.Equal(new AppendOutcome(AppendStatus.Appended, 3), await Store.AppendAsync("lossy/log", 0, Bytes("abc"), Cancellation));
        _network.Next(loss);
        Assert.True(await Store.SealAsync("lossy/log", Cancellation));
        Assert.Equal(("abc", 3L), await ReadAsync("lossy/log", 0, 10));

        _network.Next(loss);
        Assert.True(await Store.DeleteAsync("lossy/log", Cancellation));
        Assert.Equal(0, _network.Pending);
    }

    [Fact]
    public async Task A_conflict_after_a_lost_request_is_still_a_conflict()
    {
        BlobETag? tag = await Store.PutIfAbsentAsync("taken", Bytes("theirs"), Cancellation);
        await Store.CreateAppendableAsync("log", Cancellation);
        await Store.AppendAsync("log", 0, Bytes("theirs"), Cancellation);

        _network.Next(Loss.OfReply);
        Assert.Null(await Store.PutIfAbsentAsync("taken", Bytes("ours"), Cancellation));
        _network.Next(Loss.OfReply);
        Assert.Null(await Store.PutIfMatchAsync("taken", Bytes("ours"), new BlobETag("0x0"), Cancellation));
        _network.Next(Loss.OfReply);
        Assert.False(await Store.CreateAppendableAsync("log", Cancellation));
        _network.Next(Loss.OfReply);
        Assert.Equal(new AppendOutcome(AppendStatus.LengthMismatch, 6), await Store.AppendAsync("log", 0, Bytes("ours!!"), Cancellation));
        Assert.Equal(tag, (await Store.StatAsync("taken", Cancellation))!.ETag);
    }

    [Fact]
    public async Task A_store_that_stays_away_is_unavailable_and_the_blob_is_named()
    {
        for (int i = 0; i < 5; i++)
        {
            _network.Next(Loss.Throttled);
        }

        BlobUnavailableException failure = await Assert.ThrowsAsync<BlobUnavailableException>(
            async () => await Store.PutIfAbsentAsync("away", Bytes("x"), Cancellation));
        Assert.Equal("away", failure.BlobName);
    }
}
