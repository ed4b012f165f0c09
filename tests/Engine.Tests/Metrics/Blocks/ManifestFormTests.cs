using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

public sealed class ManifestFormTests
{
    [Fact]
    public void Blocks_and_tombstones_survive_the_manifest()
    {
        BlockRef block = SeriesModel.Random(new Random(1), 4, 0, 1000, 3).ToBlock(new Random(1)).ToRef("tenants/t/metrics/03", 7, 1, 99, 1234, 42);
        var tombstone = new Tombstone(5, -10, 20, [new TombstoneMatcher("job", TombstoneOperator.NotMatches, "a\"|b\n\U0001F600")], 77);
        ShardManifest manifest = ShardManifest.Empty with { Blocks = [block.ToManifest()], Tombstones = [tombstone.ToManifest()] };
        ShardManifest back = ShardManifest.FromJson("m", manifest.ToJson());
        Assert.Equal(block, BlockRef.Of(back.Blocks[0]));
        var again = Tombstone.Of(back.Tombstones[0]);
        Assert.Equal(tombstone.Matchers, again.Matchers);
        Assert.Equal(tombstone with { Matchers = again.Matchers }, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("""[{"name":"a","operator":9,"value":"b"}]""")]
    [InlineData("""[{"name":"a","operator":"Equal"}]""")]
    public void A_selector_that_was_not_written_by_a_tombstone_is_refused(string selector) =>
        Assert.Throws<CorruptBlockException>(() => Tombstone.Of(new ManifestTombstone(selector, 0, 1, 2, 3)));

    [Fact]
    public void A_compiled_tombstone_covers_series_that_satisfy_all_its_matchers()
    {
        var tombstone = new Tombstone(1, 0, 1, [new TombstoneMatcher("a", TombstoneOperator.NotEqual, "x"), new TombstoneMatcher("b", TombstoneOperator.Matches,
            "y|")]);
        SeriesDeletion deletion = tombstone.Compile(TestMatchers.Compile);
        Assert.True(deletion.Covers(LabelSet.Of(("c", "1"))));
        Assert.True(deletion.Covers(LabelSet.Of(("a", "1"), ("b", "y"))));
        Assert.False(deletion.Covers(LabelSet.Of(("a", "x"))));
        Assert.False(deletion.Covers(LabelSet.Of(("b", "z"))));
    }
}
