using CsCheck;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Tests.Metrics.Chunks;

public sealed class HistogramChunkTests
{
    private static readonly Gen<double> s_whole = Gen.Frequency((8, Gen.Int[0, 5000].Select(n => (double)n)), (1, Gen.Long[0, 1L << 53].Select(n => (double)n)));

    private static readonly Gen<double> s_any = Gen.Frequency((3, Gen.Double[0, 1e6]), (1, Gen.Double));

    private static readonly Gen<NativeHistogram> s_histograms = Gen.Frequency(
        (5, Of(s_whole, isInteger: true, 3)), (3, Of(s_any, isInteger: false, 3)), (1, Of(s_whole, isInteger: true, 2)), (1, Bounds()),
        (1, Gen.Const(new NativeHistogram { Sum = SampleValue.Stale })));

    [Fact]
    public void Every_histogram_comes_back_bit_by_bit() => Gen.Select(Gen.Select(s_histograms, Gen.Int[1, 60_000], Gen.Int[1, 3]).Array[1, 150], Gen.Bool).Sample((steps, withStarts) =>
    {
        var samples = new SampleBuffer();
        long time = 1_700_000_000_000;
        foreach ((NativeHistogram histogram, int step, int repeat) in steps)
        {
            for (int i = 0; i < repeat; i++)
            {
                time += step;
                samples.Add(time, histogram, withStarts ? time - 77 : 0);
            }
        }

        var chunks = new List<Chunk>();
        new ChunkEncoder().Encode(samples, chunks);
        var decoded = new SampleBuffer();
        foreach (Chunk chunk in chunks)
        {
            ChunkDecoder.Decode(chunk, long.MinValue, long.MaxValue, decoded);
        }

        Assert.Equal(samples.Count, decoded.Count);
        for (int i = 0; i < samples.Count; i++)
        {
            NativeHistogram expected = samples.Histograms![i]!, actual = decoded.Histograms![i]!;
            Assert.Equal(samples.Timestamps[i], decoded.Timestamps[i]);
            Assert.Equal(samples.StartTimestamps?[i] ?? 0, decoded.StartTimestamps?[i] ?? 0);
            Assert.True(expected.IsStale ? actual.IsStale : expected.SameBits(actual) && expected.ResetHint == actual.ResetHint);
        }
    });

    [Fact]
    public void A_growing_histogram_takes_few_bytes_a_sample()
    {
        var samples = new SampleBuffer();
        for (int i = 0; i < 120; i++)
        {
            samples.Add(i * 15_000L, Histogram([.. Enumerable.Range(0, 20).Select(bucket => (double)(i * bucket))], isInteger: true, 3), 0);
        }

        var chunks = new List<Chunk>();
        new ChunkEncoder().Encode(samples, chunks);
        Assert.InRange(Assert.Single(chunks).Bytes.Length, 0, 120 * 40);
    }

    [Fact]
    public void Floats_and_histograms_of_one_series_become_chunks_that_follow_each_other()
    {
        var samples = new SampleBuffer();
        for (int i = 0; i < 60; i++)
        {
            if (i / 10 % 2 == 0)
            {
                samples.Add(i * 15_000L, i);
            }
            else
            {
                samples.Add(i * 15_000L, Histogram([i], isInteger: true, 1));
            }
        }

        var chunks = new List<Chunk>();
        new ChunkEncoder().Encode(samples, chunks);
        Assert.Equal(6, chunks.Count);
        Assert.All(chunks.Zip(chunks.Skip(1)), static pair => Assert.True(pair.First.MaxTime < pair.Second.MinTime));
    }

    [Fact]
    public void Damaged_chunks_are_refused_or_decoded_but_never_break_out() => Gen.Select(s_histograms.Array[1, 20], Gen.Int[0, 100_000], Gen.Byte, Gen.Int[0, 5]).Sample((histograms, position, damage, cut) =>
    {
        var samples = new SampleBuffer();
        for (int i = 0; i < histograms.Length; i++)
        {
            samples.Add(i * 15_000L, histograms[i]);
        }

        var chunks = new List<Chunk>();
        new ChunkEncoder().Encode(samples, chunks);
        foreach (Chunk chunk in chunks)
        {
            byte[] bytes = chunk.Bytes.ToArray();
            bytes[position % bytes.Length] ^= damage;
            var decoded = new SampleBuffer();
            decoded.Add(0, 1);
            try
            {
                ChunkDecoder.Decode(chunk with { Bytes = bytes.AsMemory(0, Math.Max(0, bytes.Length - cut)) }, long.MinValue, long.MaxValue, decoded);
            }
            catch (CorruptChunkException)
            {
                Assert.Equal(1, decoded.Count);
            }
        }
    });

    private static Gen<NativeHistogram> Of(Gen<double> counts, bool isInteger, int buckets) =>
        Gen.Select(counts.Array[buckets], Gen.Double, Gen.Enum<ResetHint>(), (bucket, sum, hint) => Histogram(bucket, isInteger, buckets, sum, hint));

    private static Gen<NativeHistogram> Bounds() => Gen.Select(s_whole.Array[3], Gen.Bool, (counts, wide) => new NativeHistogram
    {
        IsInteger = true,
        Schema = NativeHistogram.CustomBucketsSchema,
        Count = counts.Sum(),
        Sum = 1.5,
        PositiveSpans = [new BucketSpan(0, 3)],
        PositiveBuckets = [.. counts],
        CustomBounds = wide ? [1, 10] : [0.5, 1],
    });

    private static NativeHistogram Histogram(double[] buckets, bool isInteger, int schema, double sum = 12.25, ResetHint hint = ResetHint.Unknown) => new()
    {
        IsInteger = isInteger,
        ResetHint = hint,
        Schema = schema,
        ZeroThreshold = 1e-128,
        ZeroCount = 2,
        Count = buckets.Sum() + 2,
        Sum = SampleValue.IsStale(sum) ? 0 : sum,
        PositiveSpans = [new BucketSpan(-3, (uint)buckets.Length)],
        PositiveBuckets = [.. buckets],
    };
}
