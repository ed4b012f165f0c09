using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

public sealed class BlockTests
{
    private const long Hour = 3_600_000;

    private static readonly string[] Names = ["job", "instance", "Zone", "nothing"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_is_written_is_selected_and_read_back() => await Gen.Int.SampleAsync(async seed =>
    {
        var random = new Random(seed);
        SeriesModel model = SeriesModel.Random(random, random.Next(3) == 0 ? 700 : 40, 0, 4 * Hour, 60);
        var store = new ScriptedBlobStore();
        BlockRef block = await model.UploadAsync(store, random, 1);
        var blocks = new BlockSet(store, new PageCache(random.Next(2) == 0 ? 0 : 1 << 20), TimeProvider.System, [block]);
        for (int query = 0; query < 4; query++)
        {
            SeriesMatcher[] matchers = TestMatchers.Random(random);
            long minTime = random.NextInt64(-Hour, 4 * Hour), maxTime = random.NextInt64(minTime, 5 * Hour);
            using var selection = new SeriesMerge(await blocks.SelectAsync(matchers, minTime, maxTime, Stop), [], minTime, maxTime);
            string expected = model.Expected(labels => TestMatchers.All(matchers, labels), minTime, maxTime);
            Assert.Equal(expected, await SeriesModel.ReadAsync(selection, minTime, maxTime));
        }
    }, iter: 60);

    [Fact]
    public async Task Label_names_and_values_equal_those_of_matching_series() => await Gen.Int.SampleAsync(async seed =>
    {
        var random = new Random(seed);
        SeriesModel model = SeriesModel.Random(random, 60, 0, Hour, 3);
        var store = new ScriptedBlobStore();
        var blocks = new BlockSet(store, new PageCache(1 << 20), TimeProvider.System, [await model.UploadAsync(store, random, 1)]);
        SeriesMatcher[] matchers = TestMatchers.Random(random);
        LabelSet[] matching = [.. model.Series.Keys.Where(labels => TestMatchers.All(matchers, labels))];
        int limit = random.Next(3) == 0 ? random.Next(1, 5) : 0;
        string[] Limited(IEnumerable<string> texts) => [.. texts.Distinct().OrderBy(text =>
            Convert.ToHexString(Encoding.UTF8.GetBytes(text)), StringComparer.Ordinal).Take(limit == 0 ? int.MaxValue : limit)];

        Assert.Equal(Limited(matching.SelectMany(NamesOf)), await blocks.LabelNamesAsync(matchers, 0, Hour, limit, Stop));
        foreach (string name in Names)
        {
            IEnumerable<string> values = matching.Select(labels => labels.ValueOf(name)).Where(value => value.Length > 0);
            Assert.Equal(Limited(values), await blocks.LabelValuesAsync(name, matchers, 0, Hour, limit, Stop));
        }

        IReadOnlyList<LabelSet> series = await blocks.SeriesAsync(matchers, 0, Hour, 0, Stop);
        Assert.Equal(matching, series.Order());
    }, iter: 60);

    [Fact]
    public async Task Sections_come_back_as_they_were_given()
    {
        var store = new ScriptedBlobStore();
        FinishedBlock block = SeriesModel.Random(new Random(1), 5, 0, Hour, 5).ToBlock(new Random(1), "about metrics", "examples");
        BlockRef reference = block.ToRef("s", 1, 0, 1);
        await block.UploadAsync(store, reference, Stop);
        var blocks = new BlockSet(store, new PageCache(1 << 20), TimeProvider.System, [reference]);
        Assert.Equal("about metrics", Encoding.UTF8.GetString(Assert.Single(await blocks.ReadMetadataAsync(Stop)).Span));
        Assert.Equal("examples", Encoding.UTF8.GetString(Assert.Single(await blocks.ReadExemplarsAsync(0, Hour, Stop)).Span));
        Assert.Empty(await blocks.ReadExemplarsAsync(2 * Hour, 3 * Hour, Stop));
    }

    [Fact]
    public async Task A_second_query_reads_nothing_from_the_store()
    {
        var store = new ScriptedBlobStore();
        SeriesModel model = SeriesModel.Random(new Random(2), 300, 0, Hour, 50);
        var blocks = new BlockSet(store, new PageCache(16 << 20), TimeProvider.System, [await model.UploadAsync(store, new Random(2), 1)]);
        string[] answers = new string[2];
        int reads = 0;
        for (int i = 0; i < 2; i++)
        {
            reads = store.Reads;
            using var selection = new SeriesMerge(await blocks.SelectAsync([], 0, Hour, Stop), [], 0, Hour);
            answers[i] = await SeriesModel.ReadAsync(selection, 0, Hour);
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(reads, store.Reads);
    }

    [Fact]
    public async Task A_selector_with_an_empty_cache_takes_few_reads()
    {
        var store = new ScriptedBlobStore();
        SeriesModel model = SeriesModel.Random(new Random(3), 2000, 0, Hour, 50);
        var blocks = new BlockSet(store, new PageCache(16 << 20), TimeProvider.System, [await model.UploadAsync(store, new Random(3), 1)]);
        using var selection = new SeriesMerge(await blocks.SelectAsync([TestMatchers.Equal("job", "db")], 0, Hour, Stop), [], 0, Hour);
        await selection.PrepareAsync(0, selection.Count, Stop);
        Assert.InRange(store.Reads, 1, 4);
    }

    [Fact]
    public void Series_out_of_order_are_refused()
    {
        using var writer = new BlockWriter();
        var chunk = new Obs.Engine.Metrics.Chunks.Chunk(Obs.Engine.Metrics.Chunks.ChunkEncoding.Xor, 1, 5, 5, new byte[] { 1 });
        writer.Add(LabelSet.Of(("b", "1")), [chunk]);
        Assert.Throws<ArgumentException>(() => writer.Add(LabelSet.Of(("a", "1")), [chunk]));
        Assert.Throws<ArgumentException>(() => writer.Add(LabelSet.Of(("c", "1")), [chunk, chunk]));
        Assert.Throws<ArgumentException>(() => writer.Add(LabelSet.Of(("c", "1")), []));
    }

    [Fact]
    public void An_empty_block_cannot_be_finished()
    {
        using var writer = new BlockWriter();
        Assert.Throws<InvalidOperationException>(writer.Finish);
    }

    private static IEnumerable<string> NamesOf(LabelSet labels)
    {
        var names = new List<string>();
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            names.Add(Encoding.UTF8.GetString(reader.Name));
        }

        return names;
    }
}
