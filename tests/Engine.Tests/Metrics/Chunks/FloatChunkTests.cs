using CsCheck;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Tests.Metrics.Chunks;

public sealed class FloatChunkTests
{
    private static readonly Gen<double> s_values = Gen.Frequency(
        (6, Gen.Long[-100_000_000, 100_000_000].Select(n => n / 100.0)),
        (3, Gen.Int[-1000, 1000].Select(n => (double)n)),
        (2, Gen.Long.Select(BitConverter.Int64BitsToDouble)),
        (1, Gen.Int[0, 12].Select(Gen.Long[-1_000_000, 1_000_000], (e, n) => n / Math.Pow(10, e))),
        (1, Gen.OneOfConst(0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon, -9.223372036854775808e18,
            9007199254740991, 9007199254740992, 9007199254740993)),
        (1, Gen.Const(SampleValue.Stale)));

    private static readonly Gen<int> s_steps = Gen.Frequency((8, Gen.Const(15_000)), (2, Gen.Int[1, 40_000]), (1, Gen.Int[1, int.MaxValue]));

    private static readonly Gen<long> s_starts = Gen.Frequency((3, Gen.Const(1_000L)), (1, Gen.Long));

    [Fact]
    public void Every_sample_comes_back_bit_by_bit() =>
        Gen.Select(Gen.Long[-10_000_000_000_000, 10_000_000_000_000], Gen.Select(s_steps, s_values, s_starts).Array[1, 400], Gen.Bool, Gen.UShort[1, 300])
            .Sample((first, samples, withStarts, maxSamples) =>
            {
                var chunks = new List<Chunk>();
                var builder = new FloatChunkBuilder(maxSamples);
                long time = first;
                var expected = new List<(long Time, long Bits, long Start)>();
                foreach ((int step, double value, long start) in samples)
                {
                    time += step;
                    expected.Add((time, BitConverter.DoubleToInt64Bits(value), withStarts ? start : 0));
                    builder.Add(time, value, withStarts ? start : 0, chunks);
                }

                builder.Finish(chunks, endOfSeries: true);
                Assert.Equal(expected, Decoded(chunks, long.MinValue, long.MaxValue));
                long from = expected[expected.Count / 3].Time, to = expected[expected.Count * 2 / 3].Time;
                Assert.Equal(expected.Where(s => s.Time >= from && s.Time <= to), Decoded(chunks, from, to));
            });

    [Fact]
    public void Steady_decimals_take_one_or_two_bytes_a_sample()
    {
        var chunks = new List<Chunk>();
        var builder = new FloatChunkBuilder(120);
        for (int i = 0; i < 120; i++)
        {
            builder.Add(1_700_000_000_000 + (i * 15_000), 12.25 + (i / 10), 0, chunks);
        }

        builder.Finish(chunks);
        Chunk chunk = Assert.Single(chunks);
        Assert.Equal(ChunkEncoding.Decimal, chunk.Encoding);
        Assert.InRange(chunk.Bytes.Length, 120, 140);
    }

    [Fact]
    public void Stale_markers_and_a_few_odd_values_do_not_break_a_decimal_chunk()
    {
        var chunks = new List<Chunk>();
        var builder = new FloatChunkBuilder(120);
        for (int i = 0; i < 120; i++)
        {
            double value = i % 10 == 9 ? SampleValue.Stale : i == 50 ? double.NaN : i == 51 ? 0.1 + 0.2 : i * 0.25;
            builder.Add(i * 15_000L, value, 0, chunks);
        }

        builder.Finish(chunks);
        Assert.Equal(ChunkEncoding.Decimal, Assert.Single(chunks).Encoding);
    }

    [Fact]
    public void Noise_is_stored_as_xor_in_full_chunks()
    {
        var random = new Random(7);
        var chunks = new List<Chunk>();
        var builder = new FloatChunkBuilder(120);
        for (int i = 0; i < 1200; i++)
        {
            builder.Add(i * 15_000L, random.NextDouble() * 1e3, 0, chunks);
        }

        builder.Finish(chunks);
        Assert.All(chunks, chunk => Assert.Equal(ChunkEncoding.Xor, chunk.Encoding));
        Assert.InRange(chunks.Count, 10, 11);
    }

    [Fact]
    public void Arbitrary_bytes_are_refused_or_decoded_but_never_break_out() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Enum<ChunkEncoding>(), Gen.Int[-1, 400], Gen.Long, Gen.Long)
            .Sample((bytes, encoding, count, from, to) => DecodeOrRefuse(new Chunk(encoding, count, Math.Min(from, to), Math.Max(from, to), bytes)));

    [Fact]
    public void Damaged_chunks_are_refused_or_decoded_but_never_break_out() =>
        Gen.Select(s_values.Array[1, 120], Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 3]).Sample((values, position, damage, cut) =>
        {
            var chunks = new List<Chunk>();
            var builder = new FloatChunkBuilder(120);
            for (int i = 0; i < values.Length; i++)
            {
                builder.Add(i * 15_000L, values[i], i % 2, chunks);
            }

            builder.Finish(chunks);
            foreach (Chunk chunk in chunks)
            {
                byte[] bytes = chunk.Bytes.ToArray();
                bytes[position % bytes.Length] ^= damage;
                DecodeOrRefuse(chunk with { Bytes = bytes.AsMemory(0, Math.Max(0, bytes.Length - cut)) });
            }
        });

    private static void DecodeOrRefuse(Chunk chunk)
    {
        var buffer = new SampleBuffer();
        buffer.Add(1, 1);
        try
        {
            ChunkDecoder.Decode(chunk, long.MinValue, long.MaxValue, buffer);
        }
        catch (CorruptChunkException)
        {
            Assert.Equal(1, buffer.Count);
        }
    }

    private static List<(long Time, long Bits, long Start)> Decoded(List<Chunk> chunks, long from, long to)
    {
        var buffer = new SampleBuffer();
        foreach (Chunk chunk in chunks)
        {
            ChunkDecoder.Decode(chunk, from, to, buffer);
        }

        var samples = new List<(long, long, long)>();
        for (int i = 0; i < buffer.Count; i++)
        {
            samples.Add((buffer.Timestamps[i], BitConverter.DoubleToInt64Bits(buffer.Values[i]), buffer.StartTimestamps?[i] ?? 0));
        }

        return samples;
    }
}
