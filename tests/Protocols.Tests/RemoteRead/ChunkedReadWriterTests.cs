using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using CsCheck;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteRead;

namespace Orleans.Obs.Protocols.Tests.RemoteRead;

public sealed class ChunkedReadWriterTests
{
    private static readonly LabelSet Up = LabelSet.Of(("__name__", "up"), ("job", "a"));

    private static readonly Gen<double> AnyDouble = Gen.Frequency(
        (4, Gen.Int[-1000, 1000].Select(n => n / 4.0)),
        (2, Gen.Double),
        (1, Gen.OneOfConst(0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, SampleValue.Stale)),
        (1, Gen.Long.Select(BitConverter.Int64BitsToDouble)));

    private static readonly Gen<long[]> Times =
        from first in Gen.Long[-1L << 50, 1L << 50]
        from distances in Gen.Frequency((5, Gen.Const(15_000L)), (3, Gen.Long[1, 100_000]), (1, Gen.Long[1, 1L << 40])).Array[0, 400]
        select Running(first, distances);

    private static readonly Gen<NativeHistogram> Histogram =
        from isInteger in Gen.Bool
        from schema in Gen.OneOfConst(-4, 0, 3, 8, NativeHistogram.CustomBucketsSchema)
        from hint in Gen.Enum<ResetHint>()
        from layout in Gen.Int[0, 2]
        from counts in Gen.Int[0, 1 << 20].Array[6]
        from fraction in Gen.Int[0, 3]
        from sum in AnyDouble
        select sum is double.NaN && SampleValue.IsStale(sum) ? new NativeHistogram { Sum = sum, IsInteger = isInteger } : Make(isInteger, schema, hint, layout, counts, isInteger ? 0 : fraction / 4.0, sum);

    [Fact]
    public void Floats_come_back() =>
        (from times in Times from values in AnyDouble.Array[times.Length] select (times, values)).Sample(series =>
            Same(series.times, series.values, [], Read(new ReadSeries(Up, series.times, series.values, default))));

    [Fact]
    public void Histograms_among_floats_come_back() =>
        (from times in Times.Where(times => times.Length < 60)
         from values in AnyDouble.Array[times.Length]
         from histograms in Gen.OneOf(Histogram.Select(histogram => (NativeHistogram?)histogram), Gen.Const((NativeHistogram?)null)).Array[times.Length]
         select (times, values, histograms)).Sample(series =>
            Same(series.times, series.values, series.histograms, Read(new ReadSeries(Up, series.times, series.values, series.histograms))));

    [Fact]
    public void A_frame_says_whose_samples_it_has_and_for_which_query()
    {
        var stream = new ArrayBufferWriter<byte>();
        new ChunkedReadWriter().Write(stream, new ReadSeries(Up, new long[] { 1000, 2000 }, new double[] { 1, 2 }, default), 3);
        (LabelSet labels, int query, List<(int Type, long Min, long Max, byte[] Data)> chunks) = Assert.Single(Frames(stream.WrittenSpan));
        Assert.Equal((Up, 3), (labels, query));
        Assert.Equal((1, 1000, 2000), (chunks[0].Type, chunks[0].Min, chunks[0].Max));
    }

    [Fact]
    public void A_long_series_goes_on_in_further_frames()
    {
        const int samples = 400_000;
        var random = new Random(7);
        long[] times = [.. Enumerable.Range(0, samples).Select(i => i * 1000L)];
        double[] values = [.. times.Select(_ => random.NextDouble())];
        var stream = new ArrayBufferWriter<byte>();
        new ChunkedReadWriter().Write(stream, new ReadSeries(Up, times, values, default), 0);
        var frames = Frames(stream.WrittenSpan);
        Assert.True(frames.Count > 2);
        Assert.All(frames, frame => Assert.True(frame.Chunks.Sum(chunk => chunk.Data.Length) < 1_100_000));
        Assert.Equal(values, frames.SelectMany(frame => frame.Chunks).SelectMany(chunk => new ChunkReader(chunk.Data).Floats()).Select(sample => sample.Value));
    }

    private static List<(long Time, double Value, NativeHistogram? Histogram)> Read(ReadSeries series)
    {
        var stream = new ArrayBufferWriter<byte>();
        new ChunkedReadWriter().Write(stream, series, 0);
        return [.. Frames(stream.WrittenSpan).SelectMany(frame => frame.Chunks).SelectMany(chunk => chunk.Type == 1
            ? new ChunkReader(chunk.Data).Floats().Select(sample => (sample.Time, sample.Value, (NativeHistogram?)null))
            : new ChunkReader(chunk.Data).Histograms(integers: chunk.Type == 2).Select(sample => (sample.Time, double.NaN, (NativeHistogram?)sample.Histogram)))];
    }

    private static bool Same(long[] times, double[] values, NativeHistogram?[] histograms, List<(long Time, double Value, NativeHistogram? Histogram)> read)
    {
        if (read.Count != times.Length)
        {
            return false;
        }

        for (int i = 0; i < times.Length; i++)
        {
            NativeHistogram? expected = histograms.Length > 0 ? histograms[i] : null;
            bool same = times[i] == read[i].Time && (expected is null
                ? read[i].Histogram is null && BitConverter.DoubleToInt64Bits(values[i]) == BitConverter.DoubleToInt64Bits(read[i].Value)
                : read[i].Histogram is { } histogram && (expected.IsStale ? histogram.IsStale : expected.SameBits(histogram)));
            if (!same)
            {
                return false;
            }
        }

        return true;
    }

    private static List<(LabelSet Labels, int Query, List<(int Type, long Min, long Max, byte[] Data)> Chunks)> Frames(ReadOnlySpan<byte> stream)
    {
        List<(LabelSet, int, List<(int, long, long, byte[])>)> frames = [];
        while (!stream.IsEmpty)
        {
            int at = 0;
            Assert.True(Varint.TryRead(stream, ref at, out ulong length));
            ReadOnlySpan<byte> content = stream.Slice(at + 4, (int)length);
            Assert.Equal(Crc32C.Of(content), BinaryPrimitives.ReadUInt32BigEndian(stream[at..]));
            frames.Add(Frame(content));
            stream = stream[(at + 4 + (int)length)..];
        }

        return frames;
    }

    private static (LabelSet, int, List<(int, long, long, byte[])>) Frame(ReadOnlySpan<byte> content)
    {
        byte[] labels = [];
        int query = 0;
        List<(int, long, long, byte[])> chunks = [];
        var response = new ProtoReader(content);
        while (response.ReadTag() is uint tag and not 0)
        {
            if (tag == 2 << 3)
            {
                query = (int)response.ReadVarint();
                continue;
            }

            var series = new ProtoReader(response.ReadBytes());
            while (series.ReadTag() is uint field and not 0)
            {
                byte[] bytes = series.ReadBytes().ToArray();
                if (field == ((1 << 3) | 2))
                {
                    labels = [.. labels, .. new ProtoMessage().Message(1, new ProtoMessage().Raw(bytes)).ToArray()];
                }
                else
                {
                    chunks.Add(Chunk(bytes));
                }
            }
        }

        return (new LabelSet(labels, 0, labels.Length), query, chunks);
    }

    private static (int Type, long Min, long Max, byte[] Data) Chunk(byte[] bytes)
    {
        (int type, long min, long max, byte[] data) = (0, 0, 0, []);
        var chunk = new ProtoReader(bytes);
        while (chunk.ReadTag() is uint tag and not 0)
        {
            switch (tag >> 3)
            {
                case 1:
                    min = chunk.ReadInt64();
                    break;
                case 2:
                    max = chunk.ReadInt64();
                    break;
                case 3:
                    type = (int)chunk.ReadVarint();
                    break;
                default:
                    data = chunk.ReadBytes().ToArray();
                    break;
            }
        }

        return (type, min, max, data);
    }

    private static long[] Running(long first, long[] distances)
    {
        long[] times = new long[distances.Length + 1];
        times[0] = first;
        for (int i = 0; i < distances.Length; i++)
        {
            times[i + 1] = times[i] + distances[i];
        }

        return times;
    }

    private static NativeHistogram Make(bool isInteger, int schema, ResetHint hint, int layout, int[] counts, double fraction, double sum)
    {
        bool custom = schema == NativeHistogram.CustomBucketsSchema;
        ImmutableArray<BucketSpan> positive = layout == 0 ? [new(0, 3)] : layout == 1 ? [new(1, 1), new(2, 2)] : [];
        ImmutableArray<BucketSpan> negative = custom || layout != 1 ? [] : [new(-5, 2)];
        ImmutableArray<double> positives = layout == 2 ? [] : [counts[0] + fraction, counts[1], counts[2]], negatives = negative.IsEmpty ? [] : [counts[3], counts[4] + fraction];
        double zero = custom ? 0 : counts[5];
        return new NativeHistogram
        {
            IsInteger = isInteger,
            Schema = schema,
            ResetHint = hint,
            ZeroThreshold = custom ? 0 : layout switch { 0 => 0.001, 1 => Math.ScaleB(1, -128), _ => 0 },
            ZeroCount = zero,
            Count = positives.Sum() + negatives.Sum() + zero,
            Sum = sum,
            PositiveSpans = positive,
            NegativeSpans = negative,
            PositiveBuckets = positives,
            NegativeBuckets = negatives,
            CustomBounds = custom ? [0.25, 1, 2.5, 1e9, 1.0001e9] : [],
        };
    }
}
