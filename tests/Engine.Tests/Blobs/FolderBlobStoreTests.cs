using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Engine.Tests.Blobs;

public sealed class FolderBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private FolderBlobStore _store;

    public FolderBlobStoreTests() => _store = new FolderBlobStore(_folder.Path, TimeProvider.System);

    protected override IBlobStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_second_opener_is_refused_with_folder_and_process()
    {
        FolderInUseException refused = Assert.Throws<FolderInUseException>(() => new FolderBlobStore(_folder.Path, TimeProvider.System));

        Assert.Contains(_folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId};", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task Everything_survives_a_restart()
    {
        BlobETag? tag = await Store.PutIfAbsentAsync("keep/whole", Bytes("x"), Cancellation);
        await Store.CreateAppendableAsync("keep/open", Cancellation);
        await Store.AppendAsync("keep/open", 0, Bytes("abc"), Cancellation);
        await Store.CreateAppendableAsync("keep/sealed", Cancellation);
        await Store.AppendAsync("keep/sealed", 0, Bytes("de"), Cancellation);
        await Store.SealAsync("keep/sealed", Cancellation);

        Reopen();

        Assert.Equal(AppendStatus.Appended, (await Store.AppendAsync("keep/open", 3, Bytes("d"), Cancellation)).Status);
        Assert.Equal(("abcd", 4L), await ReadAsync("keep/open", 0, 10));
        Assert.Equal(new AppendOutcome(AppendStatus.Sealed, 2), await Store.AppendAsync("keep/sealed", 2, Bytes("f"), Cancellation));
        Assert.NotNull(await Store.PutIfMatchAsync("keep/whole", Bytes("y"), tag!.Value, Cancellation));
    }

    [Fact]
    public async Task An_unfinished_put_of_an_earlier_process_is_invisible_and_removed()
    {
        _store.Dispose();
        string scratch = Path.Combine(_folder.Path, "@tmp", "17");
        await File.WriteAllTextAsync(scratch, "half", Cancellation);
        Reopen();

        Assert.False(File.Exists(scratch));
        await foreach (BlobProperties blob in Store.ListAsync("", Cancellation))
        {
            Assert.Fail($"{blob.Name} should not be listed");
        }
    }

    [Fact]
    public async Task A_replacement_after_the_clock_went_back_still_gets_a_new_tag()
    {
        BlobETag? tag = await Store.PutIfAbsentAsync("clock", Bytes("a"), Cancellation);
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "clock"), new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        BlobETag future = (await Store.StatAsync("clock", Cancellation))!.ETag;

        BlobETag? replaced = await Store.PutIfMatchAsync("clock", Bytes("b"), future, Cancellation);

        Assert.NotNull(replaced);
        Assert.NotEqual(future, replaced);
        Assert.NotEqual(tag, replaced);
    }

    private void Reopen()
    {
        _store.Dispose();
        _store = new FolderBlobStore(_folder.Path, TimeProvider.System);
    }
}
