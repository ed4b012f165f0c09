using CsCheck;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Shard;

namespace Orleans.Obs.Engine.Tests.Metrics.Shard;

public sealed class ShardRecordTests
{
    private static readonly Gen<double> s_values = Gen.Frequency(
        (5, Gen.Long[-1_000_000, 1_000_000].Select(static n => n / 100.0)), (1, Gen.Long.Select(BitConverter.Int64BitsToDouble)), (1, Gen.OneOfConst(SampleValue.Stale, -0.0, double.NaN)));

    [Fact]
    public void Samples_come_back_bit_by_bit() =>
        Gen.Select(Gen.UInt, Gen.Long[-(1L << 60), 1L << 60], s_values, Gen.Frequency((2, Gen.Const(0L)), (1, Gen.Long[-(1L << 60), 1L << 60])), Gen.Int[0, 16]).Array[0, 60].Sample(samples =>
        {
            var writer = new ShardRecordWriter();
            writer.Clear();
            foreach ((uint series, long time, double value, long start, int exponent) in samples)
            {
                writer.Add(series, time, BitConverter.DoubleToInt64Bits(value), start, exponent);
                writer.Add(series + 1, time, BitConverter.DoubleToInt64Bits(value), start, exponent);
            }

            var expected = new List<(uint, long, long, long)>();
            foreach ((uint series, long time, double value, long start, int _) in samples)
            {
                expected.Add((series, time, BitConverter.DoubleToInt64Bits(value), start));
                expected.Add((series + 1, time, BitConverter.DoubleToInt64Bits(value), start));
            }

            var found = new List<(uint, long, long, long)>();
            if (samples.Length > 0)
            {
                var reader = new ShardRecordReader(writer.Written);
                while (reader.Read())
                {
                    Assert.True(reader.IsFloat);
                    found.Add((reader.Series, reader.Time, reader.Bits, reader.Start));
                }
            }

            Assert.Equal(expected, found);
        });

    [Fact]
    public void Arbitrary_bytes_end_in_invalid_data() => Gen.Byte.Array[0, 200].Sample(static bytes =>
    {
        if (bytes.Length > 0)
        {
            bytes[0] = ShardRecordForm.Version;
        }

        try
        {
            var reader = new ShardRecordReader(bytes);
            int entries = 0;
            while (reader.Read())
            {
                entries++;
            }

            Assert.InRange(entries, 0, bytes.Length);
        }
        catch (InvalidDataException)
        {
            // The one way out.
        }
    });

    [Fact]
    public void Labels_that_no_shard_stores_end_in_invalid_data()
    {
        // A definition, and an exemplar, whose first label claims to be longer than the record.
        foreach (string hex in (string[])["01981D0A0A0E0A085F5F", "01A00A0A0E0A085F5F6E616D000000000000000000000000000000000000"])
        {
            Assert.Throws<InvalidDataException>(() => new RecordApplier(new ShardContent(4)).Apply(Convert.FromHexString(hex)));
        }
    }
}
