using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Storage;
using Orleans.Obs.Testing;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Obs.Grains.Tests.Storage;

public sealed class BlobGrainStorageTests
{
    private static readonly GrainId Grain = GrainId.Create("rule-group", "tenant/ns/group");

    private readonly MemoryBlobStore _store = new(TimeProvider.System);

    [Fact]
    public async Task A_grain_without_a_state_gets_an_empty_one()
    {
        GrainState<Notes> state = await ReadAsync(_store);

        Assert.Equal((false, null, ""), (state.RecordExists, state.ETag, state.State!.Text));
    }

    [Fact]
    public async Task What_was_written_is_read_back_until_it_is_cleared()
    {
        GrainState<Notes> state = await ReadAsync(_store);
        state.State!.Text = "first";
        await Storage(_store).WriteStateAsync("notes", Grain, state);
        state.State!.Text = "second";
        await Storage(_store).WriteStateAsync("notes", Grain, state);

        GrainState<Notes> read = await ReadAsync(_store);
        Assert.Equal((true, state.ETag, "second"), (read.RecordExists, read.ETag, read.State!.Text));

        await Storage(_store).ClearStateAsync("notes", Grain, read);
        Assert.Equal((false, ""), (read.RecordExists, read.State!.Text));
        read = await ReadAsync(_store);
        Assert.Equal((false, ""), (read.RecordExists, read.State!.Text));
        read.State!.Text = "third";
        await Storage(_store).WriteStateAsync("notes", Grain, read);
        Assert.Equal("third", (await ReadAsync(_store)).State!.Text);
    }

    [Fact]
    public async Task An_activation_that_was_overtaken_can_neither_write_nor_clear()
    {
        GrainState<Notes> first = await ReadAsync(_store), second = await ReadAsync(_store);
        await Storage(_store).WriteStateAsync("notes", Grain, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage(_store).WriteStateAsync("notes", Grain, second));

        second = await ReadAsync(_store);
        first.State!.Text = "newer";
        await Storage(_store).WriteStateAsync("notes", Grain, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage(_store).WriteStateAsync("notes", Grain, second));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage(_store).ClearStateAsync("notes", Grain, second));
        Assert.Equal("newer", (await ReadAsync(_store)).State!.Text);
    }

    [Fact]
    public async Task It_works_on_a_folder_across_restarts()
    {
        using var folder = new TemporaryFolder();
        using (var store = new FolderBlobStore(folder.Path, TimeProvider.System))
        {
            GrainState<Notes> state = await ReadAsync(store);
            state.State!.Text = "kept";
            await Storage(store).WriteStateAsync("notes", Grain, state);
        }

        using var again = new FolderBlobStore(folder.Path, TimeProvider.System);
        Assert.Equal("kept", (await ReadAsync(again)).State!.Text);
    }

    [Fact]
    public async Task A_state_that_makes_no_sense_names_its_blob()
    {
        Assert.NotNull(await _store.PutIfAbsentAsync(BlobGrainStorage.NameOf("notes", Grain), Encoding.UTF8.GetBytes("{"), TestContext.Current.CancellationToken));

        CorruptBlockException corrupt = await Assert.ThrowsAsync<CorruptBlockException>(() => ReadAsync(_store));
        Assert.Equal("grains/rule-group/notes/tenant~2Fns~2Fgroup.json", corrupt.BlobName);
    }

    [Fact]
    public void Different_grains_and_states_have_different_names_that_are_safe() =>
        Gen.Select(Gen.String[1, 20], Gen.String[1, 20], Gen.String[1, 20], Gen.String[1, 20]).Sample((key, other, name, otherName) =>
        {
            string one = BlobGrainStorage.NameOf(name, GrainId.Create("type", key)), two = BlobGrainStorage.NameOf(otherName, GrainId.Create("type", other));
            BlobName.Validate(one);
            bool same = Encoding.UTF8.GetBytes(key).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(other)) && Encoding.UTF8.GetBytes(name).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(otherName));
            return same == (one == two);
        });

    private static BlobGrainStorage Storage(IBlobStore store) => new(store);

    private static async Task<GrainState<Notes>> ReadAsync(IBlobStore store)
    {
        var state = new GrainState<Notes>(new Notes());
        await Storage(store).ReadStateAsync("notes", Grain, state);
        return state;
    }

    private sealed class Notes
    {
        public string Text { get; set; } = "";
    }
}
