using System.Globalization;
using System.Text;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

/// <summary>What a set of series should contain, kept in the plainest way: sorted dictionaries.</summary>
internal sealed class SeriesModel
{
    public SortedDictionary<LabelSet, SortedDictionary<long, Sample>> Series { get; } = [];

    public readonly record struct Sample(long Bits, string? Histogram, long Start);

    public static SeriesModel Random(Random random, int maxSeries, long from, long to, int maxSamples)
    {
        var model = new SeriesModel();
        int count = random.Next(1, maxSeries + 1);

        // Often few hosts and a common beat, so that models that are laid over each other collide.
        int hosts = random.Next(3) == 0 ? 40 : 2;
        long beat = random.Next(3) == 0 ? 1 : 15_000;
        for (int i = 0; i < count; i++)
        {
            var samples = model.Of(RandomLabels(random, hosts));
            long time = (from + random.NextInt64(Math.Max(1, (to - from) / 2))) / beat * beat;
            int kind = random.Next(5);
            bool starts = random.Next(6) == 0;
            for (int n = random.Next(1, maxSamples + 1); n > 0 && time <= to; n--)
            {
                samples[time] = kind == 4 && random.Next(3) == 0
                    ? new Sample(0, random.Next(1, 20).ToString(CultureInfo.InvariantCulture), starts ? time - 5 : 0)
                    : new Sample(RandomBits(random, kind), null, starts ? time - 1000 : 0);
                time += random.Next(4) == 0 ? random.Next(1, 4) * beat : 15_000;
            }
        }

        return model;
    }

    private static LabelSet RandomLabels(Random random, int hosts)
    {
        var labels = new LabelSetBuilder();
        labels.Set("__name__", $"metric_{random.Next(6)}");
        if (random.Next(4) != 0)
        {
            labels.Set("job", random.Next(5) switch { 0 => "api", 1 => "apiserver", 2 => "db", 3 => "b\u00fccher", _ => "\U0001F600" });
        }

        labels.Set("instance", $"host-{random.Next(hosts)}:9100");
        if (random.Next(5) == 0)
        {
            labels.Set("Zone", random.Next(3).ToString(CultureInfo.InvariantCulture));
        }

        return labels.ToLabelSet();
    }

    public SortedDictionary<long, Sample> Of(LabelSet labels)
    {
        if (!Series.TryGetValue(labels, out SortedDictionary<long, Sample>? samples))
        {
            Series.Add(labels, samples = []);
        }

        return samples;
    }

    /// <summary>Lays another model over this one; its samples win.</summary>
    public void Overlay(SeriesModel newer)
    {
        foreach ((LabelSet labels, SortedDictionary<long, Sample> samples) in newer.Series)
        {
            foreach ((long time, Sample sample) in samples)
            {
                Of(labels)[time] = sample;
            }
        }
    }

    public void Delete(Func<LabelSet, bool> covers, long minTime, long maxTime)
    {
        foreach ((LabelSet labels, SortedDictionary<long, Sample> samples) in Series)
        {
            if (covers(labels))
            {
                foreach (long time in samples.Keys.Where(time => time >= minTime && time <= maxTime).ToArray())
                {
                    samples.Remove(time);
                }
            }
        }
    }

    public FinishedBlock ToBlock(Random random, string metadata = "", string exemplars = "")
    {
        using var writer = new BlockWriter(random.Next(1, 4)) { Metadata = Encoding.Latin1.GetBytes(metadata),
            Exemplars = Encoding.Latin1.GetBytes(exemplars) };
        var encoder = new ChunkEncoder((byte)random.Next(1, 121));
        var buffer = new SampleBuffer();
        foreach ((LabelSet labels, SortedDictionary<long, Sample> samples) in Series.Where(series => series.Value.Count > 0))
        {
            buffer.Clear();
            foreach ((long time, Sample sample) in samples)
            {
                if (sample.Histogram is { } text)
                {
                    double count = double.Parse(text, CultureInfo.InvariantCulture);
                    buffer.Add(time, new NativeHistogram { IsInteger = true, Count = count, ZeroCount = count, Sum = count }, sample.Start);
                }
                else
                {
                    buffer.Add(time, BitConverter.Int64BitsToDouble(sample.Bits), sample.Start);
                }
            }

            var chunks = new List<Chunk>();
            encoder.Encode(buffer, chunks);
            writer.Add(labels, chunks.ToArray());
        }

        return writer.Finish();
    }

    public async Task<BlockRef> UploadAsync(ScriptedBlobStore store, Random random, long sequence, int level = 0)
    {
        FinishedBlock block = ToBlock(random);
        BlockRef reference = block.ToRef("tenants/t/metrics/00", epoch: 1, level, sequence);
        await block.UploadAsync(store, reference, CancellationToken.None);
        return reference;
    }

    /// <summary>Everything that a selection says, in a form that compares and prints.</summary>
    public static async Task<string> ReadAsync(ISeriesSelection selection, long minTime, long maxTime, int run = 7)
    {
        var lines = new List<string>();
        var buffer = new SampleBuffer();
        for (int first = 0; first < selection.Count; first += run)
        {
            int count = Math.Min(run, selection.Count - first);
            await selection.PrepareAsync(first, count, CancellationToken.None);
            for (int series = first; series < first + count; series++)
            {
                selection.Read(series, minTime, maxTime, buffer);
                var text = new StringBuilder();
                for (int i = 0; i < buffer.Count; i++)
                {
                    Append(text, buffer.Timestamps[i], new Sample(BitConverter.DoubleToInt64Bits(buffer.Values[i]),
                        buffer.Histograms?[i]?.Count.ToString(CultureInfo.InvariantCulture), buffer.StartTimestamps?[i] ?? 0));
                }

                if (text.Length > 0)
                {
                    lines.Add(selection.LabelsOf(series) + text.ToString());
                }
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    /// <summary>The same form of what a selection should say.</summary>
    public string Expected(Func<LabelSet, bool> matches, long minTime, long maxTime)
    {
        var lines = new List<string>();
        foreach ((LabelSet labels, SortedDictionary<long, Sample> samples) in Series.Where(series => matches(series.Key)))
        {
            var text = new StringBuilder();
            foreach ((long time, Sample sample) in samples.Where(sample => sample.Key >= minTime && sample.Key <= maxTime))
            {
                Append(text, time, sample);
            }

            if (text.Length > 0)
            {
                lines.Add(labels + text.ToString());
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    private static void Append(StringBuilder text, long time, Sample sample) =>
        text.Append(CultureInfo.InvariantCulture,
            $" {time}:{(sample.Histogram is { } count ? $"h{count}" : sample.Bits.ToString("x", CultureInfo.InvariantCulture))}/{sample.Start}");

    private static long RandomBits(Random random, int kind) => kind switch
    {
        0 => BitConverter.DoubleToInt64Bits(random.Next(100)),
        1 => BitConverter.DoubleToInt64Bits(random.Next(100_000) / 100.0),
        2 => random.NextInt64(long.MinValue, long.MaxValue),
        _ => random.Next(20) == 0 ? SampleValue.StaleBits : BitConverter.DoubleToInt64Bits(random.NextDouble()),
    };
}
