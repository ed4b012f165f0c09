using System.Text;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Testing;

/// <summary>What every blob store promises. A store's own test class inherits this and gives it a fresh store.</summary>
public abstract class BlobStoreContract
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract IBlobStore Store { get; }

    [Fact]
    public async Task A_put_blob_is_read_back_whole_and_in_ranges()
    {
        BlobETag? tag = await Store.PutIfAbsentAsync("a/whole", Bytes("0123456789"), Cancellation);

        Assert.NotNull(tag);
        Assert.Equal(("0123456789", 10L), await ReadAsync("a/whole", 0, 100));
        Assert.Equal(("345", 10L), await ReadAsync("a/whole", 3, 3));
        Assert.Equal(("89", 10L), await ReadAsync("a/whole", 8, 5));
        Assert.Equal(("", 10L), await ReadAsync("a/whole", 10, 5));
        Assert.Equal(("", 10L), await ReadAsync("a/whole", 11, 5));
        Assert.Equal(("", 10L), await ReadAsync("a/whole", 3, 0));
        Assert.Equal(tag, (await Store.ReadAsync("a/whole", 0, new byte[1], Cancellation))!.Value.ETag);
    }

    [Fact]
    public async Task An_absent_blob_is_absent_for_every_operation()
    {
        Assert.Null(await Store.ReadAsync("none", 0, new byte[4], Cancellation));
        Assert.Null(await Store.StatAsync("none", Cancellation));
        Assert.False(await Store.DeleteAsync("none", Cancellation));
        Assert.False(await Store.SealAsync("none", Cancellation));
        Assert.Null(await Store.PutIfMatchAsync("none", Bytes("x"), new BlobETag("no-such-tag"), Cancellation));
        Assert.Equal(AppendStatus.Absent, (await Store.AppendAsync("none", 0, Bytes("x"), Cancellation)).Status);
    }

    [Fact]
    public async Task An_empty_blob_exists()
    {
        Assert.NotNull(await Store.PutIfAbsentAsync("empty", ReadOnlyMemory<byte>.Empty, Cancellation));
        Assert.Equal(("", 0L), await ReadAsync("empty", 0, 10));
        Assert.Equal(0, (await Store.StatAsync("empty", Cancellation))!.Length);
    }

    [Fact]
    public async Task Only_the_first_put_of_a_name_succeeds()
    {
        Assert.NotNull(await Store.PutIfAbsentAsync("once", Bytes("first"), Cancellation));
        Assert.Null(await Store.PutIfAbsentAsync("once", Bytes("second"), Cancellation));
        Assert.Equal(("first", 5L), await ReadAsync("once", 0, 10));
    }

    [Fact]
    public async Task Of_racing_puts_exactly_one_succeeds()
    {
        BlobETag?[] tags = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Store.PutIfAbsentAsync("race", Bytes($"writer{i}"), Cancellation).AsTask()));

        int winner = Assert.Single(Enumerable.Range(0, tags.Length), i => tags[i] is not null);
        Assert.Equal(($"writer{winner}", 7L), await ReadAsync("race", 0, 10));
    }

    [Fact]
    public async Task A_replacement_needs_the_current_tag()
    {
        BlobETag? first = await Store.PutIfAbsentAsync("swap", Bytes("v1"), Cancellation);
        BlobETag? second = await Store.PutIfMatchAsync("swap", Bytes("v2"), first!.Value, Cancellation);

        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        Assert.Null(await Store.PutIfMatchAsync("swap", Bytes("v3"), first.Value, Cancellation));
        Assert.Equal(("v2", 2L), await ReadAsync("swap", 0, 10));
        Assert.Equal(second, (await Store.StatAsync("swap", Cancellation))!.ETag);
    }

    [Fact]
    public async Task Contents_of_equal_length_in_quick_succession_carry_different_tags()
    {
        BlobETag? tag = await Store.PutIfAbsentAsync("quick", Bytes("0"), Cancellation);
        var seen = new HashSet<BlobETag> { tag!.Value };
        for (int i = 1; i < 10; i++)
        {
            tag = await Store.PutIfMatchAsync("quick", Bytes($"{i}"), tag!.Value, Cancellation);
            Assert.True(seen.Add(tag!.Value));
        }
    }

    [Fact]
    public async Task Of_racing_replacements_exactly_one_succeeds()
    {
        BlobETag? tag = await Store.PutIfAbsentAsync("duel", Bytes("start"), Cancellation);
        BlobETag?[] tags = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Store.PutIfMatchAsync("duel", Bytes($"writer{i}"), tag!.Value, Cancellation).AsTask()));

        int winner = Assert.Single(Enumerable.Range(0, tags.Length), i => tags[i] is not null);
        Assert.Equal(($"writer{winner}", 7L), await ReadAsync("duel", 0, 10));
    }

    [Fact]
    public async Task Appends_add_up_when_the_length_is_right()
    {
        Assert.True(await Store.CreateAppendableAsync("log/1", Cancellation));
        Assert.False(await Store.CreateAppendableAsync("log/1", Cancellation));
        Assert.Equal(("", 0L), await ReadAsync("log/1", 0, 10));

        Assert.Equal(new AppendOutcome(AppendStatus.Appended, 3), await Store.AppendAsync("log/1", 0, Bytes("abc"), Cancellation));
        Assert.Equal(new AppendOutcome(AppendStatus.Appended, 5), await Store.AppendAsync("log/1", 3, Bytes("de"), Cancellation));
        Assert.Equal(("abcde", 5L), await ReadAsync("log/1", 0, 10));
        BlobProperties? properties = await Store.StatAsync("log/1", Cancellation);
        Assert.Equal((5L, false), (properties!.Length, properties.Sealed));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task An_append_at_another_length_writes_nothing(long stated)
    {
        await Store.CreateAppendableAsync("log/1", Cancellation);
        await Store.AppendAsync("log/1", 0, Bytes("abc"), Cancellation);

        Assert.Equal(AppendStatus.LengthMismatch, (await Store.AppendAsync("log/1", stated, Bytes("zz"), Cancellation)).Status);
        Assert.Equal(("abc", 3L), await ReadAsync("log/1", 0, 10));
    }

    [Fact]
    public async Task A_sealed_blob_refuses_appends_and_stays_readable()
    {
        await Store.CreateAppendableAsync("log/1", Cancellation);
        await Store.AppendAsync("log/1", 0, Bytes("abc"), Cancellation);

        Assert.True(await Store.SealAsync("log/1", Cancellation));
        Assert.True(await Store.SealAsync("log/1", Cancellation));
        Assert.Equal(AppendStatus.Sealed, (await Store.AppendAsync("log/1", 3, Bytes("de"), Cancellation)).Status);
        Assert.Equal(("abc", 3L), await ReadAsync("log/1", 0, 10));
        Assert.True((await Store.StatAsync("log/1", Cancellation))!.Sealed);
        Assert.False(await Store.CreateAppendableAsync("log/1", Cancellation));
    }

    [Fact]
    public async Task Racing_appends_at_one_length_succeed_once()
    {
        await Store.CreateAppendableAsync("log/race", Cancellation);
        AppendOutcome[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Store.AppendAsync("log/race", 0, Bytes($"writer{i}"), Cancellation).AsTask()));

        int winner = Assert.Single(Enumerable.Range(0, outcomes.Length), i => outcomes[i].Status == AppendStatus.Appended);
        Assert.Equal(($"writer{winner}", 7L), await ReadAsync("log/race", 0, 10));
    }

    [Fact]
    public async Task Whole_and_appendable_blobs_share_one_name_space()
    {
        await Store.PutIfAbsentAsync("kind/whole", Bytes("x"), Cancellation);
        await Store.CreateAppendableAsync("kind/log", Cancellation);

        Assert.False(await Store.CreateAppendableAsync("kind/whole", Cancellation));
        Assert.Null(await Store.PutIfAbsentAsync("kind/log", Bytes("y"), Cancellation));
        Assert.Equal(AppendStatus.Absent, (await Store.AppendAsync("kind/whole", 1, Bytes("y"), Cancellation)).Status);
        Assert.False(await Store.SealAsync("kind/whole", Cancellation));
        Assert.Equal(("x", 1L), await ReadAsync("kind/whole", 0, 10));
    }

    [Fact]
    public async Task Listing_finds_what_starts_with_the_prefix_in_ordinal_order()
    {
        foreach (string name in new[] { "list/b/2", "list/b/10", "list/a", "list/B", "lists/x", "other" })
        {
            await Store.PutIfAbsentAsync(name, Bytes(name), Cancellation);
        }

        await Store.CreateAppendableAsync("list/b/1", Cancellation);
        await Store.AppendAsync("list/b/1", 0, Bytes("abc"), Cancellation);
        await Store.SealAsync("list/b/1", Cancellation);

        Assert.Equal(["list/B", "list/a", "list/b/1", "list/b/10", "list/b/2"], await NamesAsync("list/"));
        Assert.Equal(["list/b/1", "list/b/10"], await NamesAsync("list/b/1"));
        Assert.Empty(await NamesAsync("nothing/"));
        await foreach (BlobProperties blob in Store.ListAsync("list/", Cancellation))
        {
            Assert.Equal(await Store.StatAsync(blob.Name, Cancellation), blob);
        }
    }

    [Fact]
    public async Task A_deleted_name_is_free_again()
    {
        await Store.PutIfAbsentAsync("gone", Bytes("x"), Cancellation);
        await Store.CreateAppendableAsync("gone-log", Cancellation);
        await Store.AppendAsync("gone-log", 0, Bytes("abc"), Cancellation);

        Assert.True(await Store.DeleteAsync("gone", Cancellation));
        Assert.True(await Store.DeleteAsync("gone-log", Cancellation));
        Assert.False(await Store.DeleteAsync("gone", Cancellation));
        Assert.Null(await Store.StatAsync("gone-log", Cancellation));
        Assert.Equal(AppendStatus.Absent, (await Store.AppendAsync("gone-log", 3, Bytes("d"), Cancellation)).Status);
        Assert.NotNull(await Store.PutIfAbsentAsync("gone", Bytes("y"), Cancellation));
        Assert.True(await Store.CreateAppendableAsync("gone-log", Cancellation));
        Assert.Equal(0, (await Store.StatAsync("gone-log", Cancellation))!.Length);
    }

    [Fact]
    public async Task Large_blobs_survive()
    {
        byte[] content = new byte[(9 << 20) + 123];
        new Random(7).NextBytes(content);
        await Store.PutIfAbsentAsync("large/whole", content, Cancellation);
        await Store.CreateAppendableAsync("large/log", Cancellation);
        Assert.Equal(AppendStatus.Appended, (await Store.AppendAsync("large/log", 0, content, Cancellation)).Status);

        foreach (string name in new[] { "large/whole", "large/log" })
        {
            byte[] read = new byte[content.Length + 10];
            BlobRead? found = await Store.ReadAsync(name, 0, read, Cancellation);
            Assert.Equal(content.Length, found!.Value.Count);
            Assert.True(content.AsSpan().SequenceEqual(read.AsSpan(0, content.Length)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("a b")]
    [InlineData("a@b")]
    [InlineData("a\\b")]
    public async Task Names_that_could_mean_something_else_are_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.PutIfAbsentAsync(name, Bytes("x"), Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CreateAppendableAsync(name, Cancellation));
    }

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected async Task<(string Text, long BlobLength)> ReadAsync(string name, long offset, int count)
    {
        byte[] buffer = new byte[count];
        BlobRead? read = await Store.ReadAsync(name, offset, buffer, Cancellation);
        Assert.NotNull(read);
        return (Encoding.UTF8.GetString(buffer, 0, read.Value.Count), read.Value.BlobLength);
    }

    private async Task<List<string>> NamesAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (BlobProperties blob in Store.ListAsync(prefix, Cancellation))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
