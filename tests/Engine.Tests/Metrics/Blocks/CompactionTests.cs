using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

public sealed class CompactionTests
{
    private const string Shard = "tenants/t/metrics/00";
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private const long Start = 20_000 * Day;

    private static readonly MetricsCompactionOptions Options = new() { Regex = TestMatchers.Compile, MaxBlocksPerWindow = 4 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compacting_random_blocks_changes_no_answer() => await Gen.Int.SampleAsync(async seed =>
    {
        var random = new Random(seed);
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start + random.NextInt64(3 * Day)));
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        MetricsCompactionOptions options = random.Next(2) == 0 ? Options : Options with { Retention = TimeSpan.FromHours(random.Next(1, 40)) };
        options = random.Next(2) == 0 ? options : options with { MaxChunkSamples = (ushort)random.Next(1, 80) };
        long cutoff = options.Retention is { } retention ? now - (long)retention.TotalMilliseconds : long.MinValue;
        var store = new ScriptedBlobStore(time);
        var model = new SeriesModel();
        var blocks = new List<BlockRef>();
        var tombstones = new List<ManifestTombstone>();
        int layers = random.Next(2, 12);
        for (long sequence = 1; sequence <= layers; sequence++)
        {
            if (random.Next(5) == 0)
            {
                tombstones.Add(RandomTombstone(random, sequence));
                SeriesDeletion deletion = Tombstone.Of(tombstones[^1]).Compile(TestMatchers.Compile);
                model.Delete(deletion.Covers, deletion.MinTime, deletion.MaxTime);
                continue;
            }

            long from = Start + (random.Next(2) == 0 ? Hour * random.Next(3) : random.NextInt64(2 * Day));
            long to = from + (random.Next(3) == 0 ? Day : Hour);
            SeriesModel more = SeriesModel.Random(random, random.Next(4) == 0 ? 300 : 12, from, to, random.Next(5) == 0 ? 600 : 40);
            blocks.Add(await more.UploadAsync(store, random, sequence));
            model.Overlay(more);
        }

        var compactor = Compactor(store, time, options);
        for (int steps = 0; ; steps++)
        {
            Assert.True(steps < 200, "compaction does not come to an end");
            Assert.Equal(model.Expected(_ => true, cutoff, Start + (9 * Day)), await ReadAsync(store, blocks, tombstones, cutoff, Start + (9 * Day)));
            if (await compactor.StepAsync(Shard, 3, blocks, tombstones, long.MaxValue, Stop) is not { } edit)
            {
                break;
            }

            Assert.False(edit.IsEmpty);
            blocks = [.. blocks.Except(edit.Removed), .. edit.Added];
            tombstones = [.. tombstones.Except(edit.RemovedTombstones)];
            if (random.Next(3) == 0)
            {
                time.Advance(TimeSpan.FromTicks(1));
            }
        }

        Assert.All(blocks, block => Assert.True(block.MaxTime >= cutoff));
    }, iter: 40, threads: 2);

    [Fact]
    public async Task A_finished_day_becomes_one_block_without_deleted_samples_and_the_tombstone_goes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start + Day + (2 * Hour)));
        var store = new ScriptedBlobStore(time);
        var random = new Random(5);
        var model = new SeriesModel();
        var blocks = new List<BlockRef>();
        for (int cut = 0; cut < 8; cut++)
        {
            SeriesModel more = SeriesModel.Random(random, 20, Start + (cut * Hour), Start + ((cut + 1) * Hour), 50);
            model.Overlay(more);
            blocks.Add(await more.UploadAsync(store, random, cut + 1));
        }

        List<ManifestTombstone> tombstones = [new Tombstone(20, 0, long.MaxValue, [new TombstoneMatcher("__name__", TombstoneOperator.Matches, "metric_[0-2]")]).ToManifest()];
        model.Delete(labels => string.CompareOrdinal(labels.ValueOf("__name__"), "metric_3") < 0, 0, long.MaxValue);
        var compactor = Compactor(store, time, Options);
        while (await compactor.StepAsync(Shard, 1, blocks, tombstones, long.MaxValue, Stop) is { } edit)
        {
            blocks = [.. blocks.Except(edit.Removed), .. edit.Added];
            tombstones = [.. tombstones.Except(edit.RemovedTombstones)];
        }

        Assert.Equal(2, Assert.Single(blocks).Level);
        Assert.Empty(tombstones);
        Assert.Equal(model.Expected(_ => true, 0, long.MaxValue), await ReadAsync(store, blocks, [], 0, long.MaxValue));
        var set = new BlockSet(store, new PageCache(1 << 20), time, blocks);
        Assert.DoesNotContain("metric_1", await set.LabelValuesAsync("__name__", [], 0, long.MaxValue, 0, Stop));
    }

    [Fact]
    public async Task A_tombstone_stays_while_older_samples_are_only_in_memory()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        var compactor = Compactor(new ScriptedBlobStore(time), time, Options);
        ManifestTombstone tombstone = new Tombstone(5, 0, long.MaxValue, []).ToManifest();
        Assert.Null(await compactor.StepAsync(Shard, 1, [], [tombstone], oldestInMemory: 4, Stop));
        BlockEdit? edit = await compactor.StepAsync(Shard, 1, [], [tombstone], oldestInMemory: 6, Stop);
        Assert.Equal([tombstone], edit!.RemovedTombstones);
    }

    [Fact]
    public async Task Blocks_past_retention_go_without_being_read()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start + (10 * Day)));
        var store = new ScriptedBlobStore(time);
        BlockRef block = await SeriesModel.Random(new Random(1), 5, Start, Start + Hour, 5).UploadAsync(store, new Random(1), 1);
        BlockEdit? edit = await Compactor(store, time, Options with { Retention = TimeSpan.FromDays(2) }).StepAsync(Shard, 1, [block], [],
            long.MaxValue, Stop);
        Assert.Equal([block], edit!.Removed);
        Assert.Empty(edit.Added);
        Assert.Equal(0, store.Reads);
    }

    [Fact]
    public async Task A_late_trickle_does_not_rewrite_a_large_block()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start + (3 * Day)));
        var store = new ScriptedBlobStore(time);
        var random = new Random(4);
        BlockRef day = await SeriesModel.Random(random, 400, Start, Start + Day - Hour, 200).UploadAsync(store, random, 1, level: 2);
        BlockRef late = await SeriesModel.Random(random, 2, Start + Hour, Start + (2 * Hour), 3).UploadAsync(store, random, 2);
        Assert.Null(await Compactor(store, time, Options).StepAsync(Shard, 1, [day, late], [], long.MaxValue, Stop));
    }

    [Fact]
    public async Task A_damaged_input_is_reported_and_left_alone_afterwards()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start + (3 * Day)));
        var store = new ScriptedBlobStore(time);
        var random = new Random(6);
        var blocks = new List<BlockRef>();
        for (int i = 0; i < 3; i++)
        {
            blocks.Add(await SeriesModel.Random(random, 30, Start, Start + Hour, 30).UploadAsync(store, random, i + 1));
        }

        store.Get(blocks[1].Name)[50] ^= 4;
        var compactor = Compactor(store, time, Options);
        CorruptBlockException corrupt = await Assert.ThrowsAsync<CorruptBlockException>(async () =>
            await compactor.StepAsync(Shard, 1, blocks, [], long.MaxValue, Stop));
        Assert.Equal(blocks[1].Name, corrupt.BlobName);
        BlockEdit? edit = await compactor.StepAsync(Shard, 1, blocks, [], long.MaxValue, Stop);
        Assert.DoesNotContain(blocks[1], edit!.Removed);
    }

    [Fact]
    public async Task A_step_whose_edit_was_lost_is_done_again_and_leaves_garbage_only()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start + (3 * Day)));
        var store = new ScriptedBlobStore(time);
        var random = new Random(8);
        var model = new SeriesModel();
        var blocks = new List<BlockRef>();
        for (int i = 0; i < 3; i++)
        {
            SeriesModel more = SeriesModel.Random(random, 30, Start, Start + Hour, 30);
            model.Overlay(more);
            blocks.Add(await more.UploadAsync(store, random, i + 1));
        }

        BlockEdit? lost = await Compactor(store, time, Options).StepAsync(Shard, 1, blocks, [], long.MaxValue, Stop);
        Assert.Equal(model.Expected(_ => true, 0, long.MaxValue), await ReadAsync(store, blocks, [], 0, long.MaxValue));
        BlockEdit? same = await Compactor(store, time, Options).StepAsync(Shard, 1, blocks, [], long.MaxValue, Stop);
        BlockEdit? later = await Compactor(store, time, Options).StepAsync(Shard, 2, blocks, [], long.MaxValue, Stop);
        Assert.Equal(lost!.Added, same!.Added);
        Assert.NotEqual(lost.Added[0].Name, later!.Added[0].Name);

        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(4, await BlockSweep.RunAsync(store, Shard, later.Added, TimeSpan.FromHours(1), time, Stop));
        Assert.Equal(model.Expected(_ => true, 0, long.MaxValue), await ReadAsync(store, [.. later.Added], [], 0, long.MaxValue));
    }

    [Fact]
    public async Task Compaction_stops_when_it_is_told_to()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start + (3 * Day)));
        var store = new ScriptedBlobStore(time);
        SeriesModel model = SeriesModel.Random(new Random(8), 300, Start, Start + Hour, 3);
        List<BlockRef> blocks = [await model.UploadAsync(store, new Random(1), 1)];
        blocks.Add(blocks[0] with { Name = "another", Sequence = 2 });
        store.Put("another", store.Get(blocks[0].Name));
        using var stop = new CancellationTokenSource();
        store.OnRead = _ => stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Compactor(store, time, Options).StepAsync(Shard, 1, blocks, [], long.MaxValue, stop.Token));
        Assert.Equal(2, store.Names.Count());
    }

    [Fact]
    public async Task Metadata_is_kept_once_and_exemplars_follow_their_window()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start + (9 * Day)));
        var store = new ScriptedBlobStore(time);
        var blocks = new List<BlockRef>();
        for (int i = 0; i < 2; i++)
        {
            SeriesModel model = new();
            model.Of(LabelSet.Of(("__name__", "m")))[Start + i] = default;
            model.Of(LabelSet.Of(("__name__", "m")))[Start + Day + i] = default;
            FinishedBlock block = model.ToBlock(new Random(1), Text(("m", i, $"help {i}"), ("n", 5, "same")), Text(("m", Start + i, "a"), ("m", Start + Day,
                "b")));
            blocks.Add(block.ToRef(Shard, 1, 0, i + 1));
            await block.UploadAsync(store, blocks[^1], Stop);
        }

        BlockEdit? edit = await Compactor(store, time, Options).StepAsync(Shard, 1, blocks, [], long.MaxValue, Stop);
        Assert.Equal(2, edit!.Added.Count);
        var set = new BlockSet(store, new PageCache(0), time, [edit.Added[0]]);
        Assert.Equal(["m 1 help 1", "n 5 same"], Records(Assert.Single(await set.ReadMetadataAsync(Stop))));
        Assert.Equal([$"m {Start} a", $"m {Start + 1} a"], Records(Assert.Single(await set.ReadExemplarsAsync(0, long.MaxValue, Stop))));
        set = new BlockSet(store, new PageCache(0), time, [edit.Added[1]]);
        Assert.Equal([$"m {Start + Day} b"], Records(Assert.Single(await set.ReadExemplarsAsync(0, long.MaxValue, Stop))));
    }

    [Fact]
    public async Task The_sweep_takes_only_what_is_unnamed_and_old()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        var store = new ScriptedBlobStore(time);
        BlockRef live = await SeriesModel.Random(new Random(1), 5, 0, Hour, 5).UploadAsync(store, new Random(1), 1);
        BlockRef replaced = await SeriesModel.Random(new Random(2), 5, 0, Hour, 5).UploadAsync(store, new Random(2), 2);
        store.Put("tenants/t/metrics/00/manifest.json", []);
        time.Advance(TimeSpan.FromHours(2));
        BlockRef fresh = await SeriesModel.Random(new Random(3), 5, 0, Hour, 5).UploadAsync(store, new Random(3), 3);

        Assert.Equal(1, await BlockSweep.RunAsync(store, Shard, [live], TimeSpan.FromHours(1), time, Stop));
        Assert.Equal(new[] { live.Name, fresh.Name, "tenants/t/metrics/00/manifest.json" }.Order(StringComparer.Ordinal), store.Names);
        Assert.DoesNotContain(replaced.Name, store.Names);
    }

    private static BlockCompactor Compactor(IBlobStore store, TimeProvider time, MetricsCompactionOptions options) =>
        new(store, time, options, new BlockMerge(store, time, options));

    private static ManifestTombstone RandomTombstone(Random random, long sequence)
    {
        long from = Start + random.NextInt64(2 * Day);
        TombstoneMatcher matcher = random.Next(4) switch
        {
            0 => new TombstoneMatcher("job", TombstoneOperator.Equal, "api"),
            1 => new TombstoneMatcher("__name__", TombstoneOperator.Matches, "metric_[1-3]"),
            2 => new TombstoneMatcher("Zone", TombstoneOperator.NotEqual, ""),
            _ => new TombstoneMatcher("instance", TombstoneOperator.NotMatches, "host-1.*"),
        };
        return new Tombstone(sequence, random.Next(3) == 0 ? 0 : from, random.Next(3) == 0 ? long.MaxValue : from + random.NextInt64(6 * Hour), [matcher]).ToManifest();
    }

    private static async Task<string> ReadAsync(IBlobStore store, List<BlockRef> blocks, List<ManifestTombstone> tombstones, long minTime, long maxTime)
    {
        var set = new BlockSet(store, new PageCache(1 << 20), TimeProvider.System, blocks);
        SeriesDeletion[] deletions = [.. tombstones.Select(tombstone => Tombstone.Of(tombstone).Compile(TestMatchers.Compile))];
        using var selection = new SeriesMerge(await set.SelectAsync([], minTime, maxTime, Stop), deletions, minTime, maxTime);
        return await SeriesModel.ReadAsync(selection, minTime, maxTime, run: 50);
    }

    private static string Text(params (string Key, long Time, string Body)[] records) =>
        Encoding.Latin1.GetString(BlockRecords.Encode(records.Select(record =>
            new BlockRecord(Encoding.UTF8.GetBytes(record.Key), record.Time, Encoding.UTF8.GetBytes(record.Body)))));

    private static string[] Records(ReadOnlyMemory<byte> section) =>
        [.. BlockRecords.Decode(section).Select(record =>
            $"{Encoding.UTF8.GetString(record.Key.Span)} {record.Time} {Encoding.UTF8.GetString(record.Body.Span)}")];
}
