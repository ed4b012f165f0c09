using System.Globalization;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard.Simulation;

/// <summary>
/// One hour of a few shards that share a log over a store that fails: writes in order, late, repeated and contradicting, reads while all goes on, cuts, compactions, deletions, sweeps,
/// releases, crashes and take-overs from owners that do not know yet. The seed decides what is tried; threads decide how it interleaves.
/// </summary>
internal sealed class ShardSimulation(int seed)
{
    private const int Slots = 3, SeriesOfAShard = 24, Steps = 240, StepMilliseconds = 15_000, StoryLines = 5_000;

    private static readonly DateTimeOffset Start = new(2025, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly SimulatedSeries[] Series = [.. Enumerable.Range(0, SeriesOfAShard).Select(static number => new SimulatedSeries(number))];

    private static readonly MetricsShardOptions Options = new()
    {
        CutAge = TimeSpan.FromMinutes(4),
        CutLogBytes = 64 << 10,
        IdleAfter = TimeSpan.FromMinutes(10),
        IdleShare = 0,
        Compaction = new MetricsCompactionOptions
        {
            Regex = static _ => throw new NotSupportedException(),
            SmallWindow = TimeSpan.FromMinutes(10),
            LargeWindow = TimeSpan.FromMinutes(30),
            Settle = TimeSpan.FromMinutes(3),
            MaxBlocksPerWindow = 4,
        },
    };

    private readonly Random _random = new(seed);
    private readonly ImpatientTime _time = new(Start);
    private readonly SampleModel[] _models = [.. Enumerable.Range(0, Slots).Select(static _ => new SampleModel())];
    private readonly MetricsShard?[] _shards = new MetricsShard?[Slots];
    private readonly SimulatedOwner[] _owners = new SimulatedOwner[Slots];
    private readonly List<(int Slot, MetricsShard Shard)> _superseded = [];
    private readonly List<(int Slot, string Line)> _story = [];
    private UnreliableBlobStore _store = null!;
    private int _started;

    public int Acknowledged { get; private set; }

    public int Unknown { get; private set; }

    public int Reads { get; private set; }

    public int Opened { get; private set; }

    public int Failures => _store.Failures;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task RunAsync()
    {
        _store = new UnreliableBlobStore(new MemoryBlobStore(_time), seed);
        Array.Fill(_owners, NewOwner());
        for (int step = 0; step < Steps; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(StepMilliseconds));
            for (int slot = 0; slot < Slots; slot++)
            {
                await StepAsync(slot);
            }
        }

        // In the end a healthy store, new owners and empty caches.
        _store.Trouble = false;
        Array.Fill(_owners, NewOwner());
        for (int slot = 0; slot < Slots; slot++)
        {
            Forget(slot);
            (await CheckAsync(slot, await ShardAsync(slot), [], long.MinValue, long.MaxValue, static _ => true, mayFail: false))();
            await (await ShardAsync(slot)).CutAsync(default);
            await (await ShardAsync(slot)).MaintainAsync(default);
            (await CheckAsync(slot, await ShardAsync(slot), [], long.MinValue, long.MaxValue, static _ => true, mayFail: false))();
        }
    }

    private async Task StepAsync(int slot)
    {
        MetricsShard shard = await ShardAsync(slot);
        (await WriteAsync(slot, shard))();
        switch (_random.Next(40))
        {
            case < 14:
                (await ReadAsync(slot))();
                break;
            case < 17:
                await ContradictAsync(slot, shard);
                break;
            case < 20:
                await TryAsync(slot, "cut", async () => await shard.CutAsync(default));
                break;
            case < 26:
                await TryAsync(slot, "maintain", async () => await shard.MaintainAsync(default));
                break;
            case < 30:
                // Everything at once.
                Task maintained = Task.Run(() => TryAsync(slot, "maintain", async () => await shard.MaintainAsync(default)));
                Task cut = Task.Run(() => TryAsync(slot, "cut", async () => await shard.CutAsync(default)));
                Task<Action> written = WriteAsync(slot, shard), read = ReadAsync(slot);
                await Task.WhenAll(maintained, cut, written, read);
                (await read)();
                (await written)();
                break;
            case 30 or 31:
                await DeleteAsync(slot, shard);
                break;
            case 32:
                await TryAsync(slot, "sweep", async () => await shard.SweepAsync(default));
                break;
            case 33:
                _store.BeGone(_random.Next(5, 60));
                break;
            case 34:
                // A crash: the process is gone with all its shards.
                SimulatedOwner crashed = _owners[slot], next = NewOwner();
                for (int other = 0; other < Slots; other++)
                {
                    if (_owners[other] == crashed)
                    {
                        _owners[other] = next;
                        Forget(other);
                    }
                }

                break;
            case 35:
                // Another owner takes the shard, and this one goes on as if nothing had happened.
                _superseded.Add((slot, shard));
                _owners[slot] = NewOwner();
                _shards[slot] = null;
                await ShardAsync(slot);
                break;
            case 36 when _superseded.Count > 0:
                (int lost, MetricsShard old) = _superseded[_random.Next(_superseded.Count)];
                (await WriteAsync(lost, old))();
                break;
            case 37:
                await TryAsync(slot, "release", async () => await shard.ReleaseAsync(cut: _random.Next(2) == 0, default));
                Forget(slot);
                _owners[slot] = _random.Next(2) == 0 ? NewOwner() : _owners[slot];
                break;
        }
    }

    private SimulatedOwner NewOwner() => new(_store, string.Create(CultureInfo.InvariantCulture, $"log-{_started++:D4}"), _time);

    private void Forget(int slot)
    {
        _shards[slot]?.Dispose();
        _shards[slot] = null;
    }

    /// <summary>The shard, opened again when it has to be, as often as it takes.</summary>
    private async Task<MetricsShard> ShardAsync(int slot)
    {
        for (int attempt = 0; _shards[slot] is null or { IsBroken: true }; attempt++)
        {
            Assert.True(attempt < 200, "a shard can't be opened");
            Forget(slot);
            if (_owners[slot].Log.IsClosed)
            {
                _owners[slot] = NewOwner();
            }

            SimulatedOwner owner = _owners[slot];
            try
            {
                _shards[slot] = await MetricsShard.OpenAsync(
                    new ShardKey("acme", Signal.Metrics, slot), _store, owner.Log, owner.Replay, owner.Cache, Options, _time, default);
                Tell(slot, $"open as {_shards[slot]!.Epoch} with {owner.Log.LogId}");
                Opened++;
            }
            catch (Exception failure) when (failure is IOException or OwnershipLostException)
            {
            }
        }

        return _shards[slot]!;
    }

    private void Tell(int slot, string line)
    {
        lock (_story)
        {
            _story.Add((slot, string.Create(CultureInfo.InvariantCulture, $"{(Now - Start.ToUnixTimeMilliseconds()) / 1000} s: {line}")));
        }
    }

    /// <summary>Storage may fail and ownership may be lost; anything else is a defect.</summary>
    private async Task<bool> TryAsync(int slot, string what, Func<Task> action)
    {
        try
        {
            await action();
            Tell(slot, what);
            return true;
        }
        catch (Exception failure) when (failure is BlobUnavailableException or LogUnavailableException or LogClosedException or OwnershipLostException or ShardBrokenException
            or ObjectDisposedException)
        {
            Tell(slot, $"{what} fails: {failure.Message}");
            return false;
        }
        catch (Exception defect)
        {
            throw new InvalidOperationException($"seed {seed}, slot {slot}, {what}: {defect.Message}", defect);
        }
    }

    /// <summary>Sends a batch; what it returns notes the outcome, which must not happen before reads that were under way are judged.</summary>
    private async Task<Action> WriteAsync(int slot, MetricsShard shard)
    {
        SampleModel model = _models[slot];
        var sent = new List<(SimulatedSeries Series, long Time, long Bits)>();
        using var batch = new MetricsBatchWriter();
        int histograms = 0;
        for (int i = _random.Next(3); i < SeriesOfAShard; i += _random.Next(1, 6))
        {
            SimulatedSeries series = Series[i];
            long time = _random.Next(8) switch
            {
                0 => Now - (_random.Next(3_000) * 1_000L), // late, or a repeat
                1 => Now - StepMilliseconds, // most likely a repeat
                _ => Now,
            };
            int count = _random.Next(12) == 0 ? _random.Next(2, 150) : 1;
            batch.BeginSeries(series.Labels.Hash, series.Labels.Bytes);
            var extras = new List<byte[]>();
            for (; count > 0; count--, time += 1_000)
            {
                long bits = series.BitsAt(time);
                if (!model.IsNothingElse(series.Text, time, bits))
                {
                    continue;
                }

                sent.Add((series, time, bits));
                if (series.HistogramAt(time) is { } histogram)
                {
                    extras.Add(ShardHarness.HistogramExtra(time, histogram));
                    histograms++;
                }
                else
                {
                    batch.AddSample(time, series.ValueAt(time));
                }
            }

            extras.ForEach(extra => batch.AddExtra(extra));
        }

        sent.ForEach(one => model.Attempt(one.Series.Text, one.Time, one.Bits));
        sent.GroupBy(static one => one.Series).ToList().ForEach(one => Tell(slot, $"sends {one.Key.Text} {one.First().Time}-{one.Last().Time}"));
        AppendResult result = default!;
        if (!await TryAsync(slot, $"write to {shard.Epoch}", async () => result = await shard.AppendAsync(batch.Written)))
        {
            Unknown += sent.Count;
            return static () => { };
        }

        Assert.Empty(result.Rejections);
        Assert.Equal((sent.Count - histograms, histograms), (result.Samples, result.Histograms));
        Acknowledged += sent.Count;
        return () => sent.ForEach(one => model.Acknowledge(one.Series.Text, one.Time, one.Bits));
    }

    /// <summary>Another value for a time that has one: refused while the first is in memory, otherwise the later one counts.</summary>
    private async Task ContradictAsync(int slot, MetricsShard shard)
    {
        SimulatedSeries series = Series[_random.Next(SeriesOfAShard / 6) * 6];
        long time = Now - (_random.Next(100) * StepMilliseconds);
        double value = series.ValueAt(time) + _random.Next(1, 3);
        long bits = BitConverter.DoubleToInt64Bits(value);
        using var batch = new MetricsBatchWriter();
        batch.BeginSeries(series.Labels.Hash, series.Labels.Bytes);
        batch.AddSample(time, value);
        bool isNew = _models[slot].Attempt(series.Text, time, bits);
        AppendResult result = default!;
        if (await TryAsync(slot, $"contradict {series.Text} at {time}", async () => result = await shard.AppendAsync(batch.Written)))
        {
            if (result.Samples == 1)
            {
                _models[slot].Acknowledge(series.Text, time, bits);
            }
            else if (isNew)
            {
                _models[slot].Refuse(series.Text, time, bits);
            }
        }
    }

    private async Task DeleteAsync(int slot, MetricsShard shard)
    {
        string instance = Series[_random.Next(SeriesOfAShard)].Instance;
        bool equal = _random.Next(4) > 0;
        long from = Now - (_random.Next(3_600) * 1000L), to = from + (_random.Next(1_200) * 1000L);
        bool certain = await TryAsync(slot, $"delete {(equal ? "" : "not ")}{instance} from {from} to {to}", async () => await shard.DeleteSeriesAsync(
            [new TombstoneMatcher("instance", equal ? TombstoneOperator.Equal : TombstoneOperator.NotEqual, instance)], from, to, default));
        _models[slot].Delete(text => Series.First(series => series.Text == text).Instance == instance == equal, from, to, certain);
    }

    private Task<Action> ReadAsync(int slot)
    {
        long from = Now - (_random.Next(3_600) * 1000L), to = from + (_random.Next(3_600) * 1000L);
        if (_random.Next(3) == 0)
        {
            return CheckAsync(slot, _shards[slot]!, [], long.MinValue, long.MaxValue, static _ => true, mayFail: true);
        }

        string instance = Series[_random.Next(SeriesOfAShard)].Instance;
        SeriesMatcher[] matchers = [new SeriesMatcher("instance"u8.ToArray(), new LiteralPattern(instance), false)];
        return CheckAsync(slot, _shards[slot]!, matchers, from, to, text => Series.First(series => series.Text == text).Instance == instance, mayFail: true);
    }

    /// <summary>Asks; what it returns judges the answer.</summary>
    private async Task<Action> CheckAsync(int slot, MetricsShard shard, SeriesMatcher[] matchers, long from, long to, Func<string, bool> isSelected, bool mayFail)
    {
        SortedDictionary<string, List<(long Time, long Bits)>> answer = [];
        bool answered = await TryAsync(slot, "read", async () =>
        {
            using ISeriesSelection selection = await shard.SelectAsync(matchers, from, to, default);
            answer = await ShardHarness.ReadAsync(selection, from, to);
        });
        Assert.True(answered || mayFail, "a healthy store, and no answer");
        Reads += answered ? 1 : 0;
        return () =>
        {
            if (answered && _models[slot].Fault(answer, isSelected, from, to) is { } fault)
            {
                string story = string.Join('\n', _story.Where(line => line.Slot == slot).Select(static line => line.Line).TakeLast(StoryLines));
                Assert.Fail($"seed {seed}, slot {slot}: {fault}\n{story}");
            }
        };
    }
}
