using CsCheck;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

/// <summary>
/// A shard against a dictionary, under random appends in any order, repeats, reads, selections that outlive what follows, cuts, compactions, crashes and moves. A sample's value follows
/// from its series and time, so whatever the order, the dictionary says what must be read.
/// </summary>
public sealed class MetricsShardModelTests
{
    private const int Series = 14;
    private const long Step = 5_000;

    [Fact]
    public async Task Whatever_happens_the_shard_reads_what_was_acknowledged() =>
        await Gen.ULong.SampleAsync(async seed => await RunAsync(new Random((int)seed)), iter: 60, threads: 2);

    private static async Task RunAsync(Random random)
    {
        await using var harness = new ShardHarness();
        await harness.OpenAsync();
        var model = new SortedDictionary<string, SortedDictionary<long, long>>(StringComparer.Ordinal);
        var frozen = new List<(ISeriesSelection Selection, SortedDictionary<string, List<(long, long)>> Expected)>();
        long now = ShardHarness.Now;
        int operations = random.Next(10, 60);
        for (int i = 0; i < operations; i++)
        {
            switch (random.Next(20))
            {
                case < 11:
                    now += random.Next(3) * Step * random.Next(1, 30);
                    harness.Time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(now));
                    await AppendAsync(harness, random, model, now);
                    break;
                case < 14:
                    long from = now - random.Next(10_000_000), to = from + random.Next(10_000_000);
                    Assert.Equal(Range(model, from, to), await harness.ReadAsync([], from, to));
                    break;
                case 14:
                    ISeriesSelection selection = await harness.Shard.SelectAsync([], long.MinValue, long.MaxValue, TestContext.Current.CancellationToken);
                    frozen.Add((selection, Range(model, long.MinValue, long.MaxValue)));
                    break;
                case 15:
                    harness.Store.Fault = random.Next(4) switch { 0 => BlockFault.Before, 1 => BlockFault.After, _ => BlockFault.None };
                    try
                    {
                        await harness.Shard.CutAsync(TestContext.Current.CancellationToken);
                    }
                    catch (BlobUnavailableException)
                    {
                        Assert.NotEqual(BlockFault.None, harness.Store.Fault);
                    }

                    harness.Store.Fault = BlockFault.None;
                    break;
                case 16:
                    await Task.WhenAll(Task.Run(async () => await harness.Shard.CutAsync(TestContext.Current.CancellationToken)), AppendAsync(harness, random, model, now));
                    break;
                case 17:
                    await harness.OpenAsync();
                    break;
                case 18:
                    await harness.Shard.ReleaseAsync(cut: random.Next(2) == 0, TestContext.Current.CancellationToken);
                    await harness.OpenAsync();
                    break;
                default:
                    await harness.Shard.MaintainAsync(TestContext.Current.CancellationToken);
                    break;
            }
        }

        Assert.Equal(Range(model, long.MinValue, long.MaxValue), await harness.ReadAsync([]));
        foreach ((ISeriesSelection selection, SortedDictionary<string, List<(long, long)>> expected) in frozen)
        {
            using (selection)
            {
                Assert.Equal(expected, await ShardHarness.ReadAsync(selection, long.MinValue, long.MaxValue));
            }
        }
    }

    private static async Task AppendAsync(ShardHarness harness, Random random, SortedDictionary<string, SortedDictionary<long, long>> model, long now)
    {
        using var batch = new MetricsBatchWriter();
        int samples = 0, histograms = 0;
        for (int series = random.Next(Series); series < Series; series += random.Next(1, 4))
        {
            LabelSet labels = LabelsOf(series);
            batch.BeginSeries(labels.Hash, labels.Bytes);
            SortedDictionary<long, long> known = model.TryGetValue(labels.ToString(), out SortedDictionary<long, long>? found) ? found : model[labels.ToString()] = [];
            long time = random.Next(4) == 0 ? now - (Step * random.Next(2000)) : now;
            var extras = new List<byte[]>();
            for (int i = random.Next(1, random.Next(5) == 0 ? 300 : 6); i > 0; i--, time += Step)
            {
                if (time > now + 500_000)
                {
                    break;
                }

                if (HistogramAt(series, time) is { } histogram)
                {
                    extras.Add(ShardHarness.HistogramExtra(time, histogram, StartOf(series, time)));
                    known[time] = ShardHarness.BitsOf(histogram);
                    histograms++;
                }
                else
                {
                    double value = ValueAt(series, time);
                    if (series % 3 == 0)
                    {
                        batch.AddSample(time, value, StartOf(series, time));
                    }
                    else
                    {
                        batch.AddSample(time, value);
                    }

                    known[time] = BitConverter.DoubleToInt64Bits(value);
                    samples++;
                }
            }

            extras.ForEach(extra => batch.AddExtra(extra));
        }

        AppendResult result = await harness.AppendAsync(batch);
        Assert.Empty(result.Rejections);
        Assert.Equal((samples, histograms), (result.Samples, result.Histograms));
    }

    private static LabelSet LabelsOf(int series) => LabelSet.Of(
        ("__name__", series % 2 == 0 ? "http_requests_total" : "temperature_celsius"), ("instance", $"host-{series / 3}"), ("job", "node"), ("zone", new string('z', series * 40)));

    private static long StartOf(int series, long time) => series % 3 == 0 ? time / 10_000_000 * 10_000_000 : 0;

    private static double ValueAt(int series, long time)
    {
        var random = new Random((int)((series * 7919L) + (time / 1000)) & 0xFFFFF);
        return (series % 7) switch
        {
            0 => time / Step % 100_000,
            1 => Math.Round(random.NextDouble() * 100, 2),
            2 => random.NextDouble(),
            3 => random.Next(30) == 0 ? SampleValue.Stale : random.Next(200) / 4.0,
            4 => random.Next(40) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => -0.0, 3 => 1e300, 4 => 0.1 + 0.2, _ => 7.25 },
            5 => time / 1e6,
            _ => 1,
        };
    }

    private static NativeHistogram? HistogramAt(int series, long time)
    {
        if (series % 5 != 4 || time / Step % 40 == 0)
        {
            return null;
        }

        long count = time / Step % 1_000_000;
        return new NativeHistogram
        {
            IsInteger = true,
            Schema = time / 2_000_000 % 3 == 0 ? 2 : 3,
            ZeroThreshold = 1e-9,
            Count = (3 * count) + 1,
            Sum = count / 3.0,
            ZeroCount = 1,
            PositiveSpans = [new BucketSpan(-2, 2), new BucketSpan(1, 1)],
            PositiveBuckets = [count, 0, count * 2],
        };
    }

    private static SortedDictionary<string, List<(long, long)>> Range(SortedDictionary<string, SortedDictionary<long, long>> model, long from, long to)
    {
        var range = new SortedDictionary<string, List<(long, long)>>(StringComparer.Ordinal);
        foreach ((string labels, SortedDictionary<long, long> samples) in model)
        {
            List<(long, long)> inside = [.. samples.Where(sample => sample.Key >= from && sample.Key <= to).Select(static sample => (sample.Key, sample.Value))];
            if (inside.Count > 0)
            {
                range.Add(labels, inside);
            }
        }

        return range;
    }
}
