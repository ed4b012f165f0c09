using CsCheck;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Metrics.Blocks;

namespace Orleans.Obs.Engine.Tests.Metrics.Blocks;

public sealed class PostingsTests
{
    [Fact]
    public void Every_set_comes_back() =>
        Gen.Select(Gen.Int[1, 3000], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int).Sample((count, gap, run, seed) =>
        {
            var random = new Random(seed);
            var series = new List<int>();
            for (int at = random.Next(gap); at < count; at += random.Next(1, gap + 1))
            {
                for (int end = Math.Min(count, at + random.Next(1, run + 1)); at < end; at++)
                {
                    series.Add(at);
                }
            }

            if (series.Count == 0)
            {
                return;
            }

            var bytes = new BlockByteWriter();
            int form = Postings.Write(bytes, series.ToArray());
            var set = new SeriesBitmap(count);
            var reader = new BlockByteReader(bytes.Written, "b", 0);
            Postings.AddTo(set, form, series.Count, ref reader);
            Assert.Equal(0, reader.Left);
            var back = new List<int>();
            for (int one = set.NextFrom(0); one < count; one = set.NextFrom(one + 1))
            {
                back.Add(one);
            }

            Assert.Equal(series, back);
        });

    [Fact]
    public void The_smallest_form_is_chosen()
    {
        Assert.Equal(Postings.Gaps, Postings.Write(new BlockByteWriter(), [3, 900, 901, 2000]));
        Assert.Equal(Postings.Runs, Postings.Write(new BlockByteWriter(), [.. Enumerable.Range(100, 500)]));
        Assert.Equal(Postings.Bits, Postings.Write(new BlockByteWriter(), [.. Enumerable.Range(0, 500).Where(one => one % 3 != 0)]));
    }

    [Fact]
    public void Arbitrary_bytes_are_read_or_refused() => Gen.Select(Gen.Byte.Array[0, 40], Gen.Int[0, 3], Gen.Int[1, 200]).Sample((bytes, form, count) =>
    {
        var set = new SeriesBitmap(100);
        try
        {
            var reader = new BlockByteReader(bytes, "b", 0);
            Postings.AddTo(set, form, count, ref reader);
        }
        catch (CorruptBlockException)
        {
            // Refused.
        }
    });
}
