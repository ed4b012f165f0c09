using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Tests.Metrics.Histograms;

/// <summary>A hint that there was no reset holds against the sample that came before; when another one takes its place, it is forgotten.</summary>
public class HistogramNeighbourTests
{
    [Fact]
    public void After_a_deletion_the_next_sample_claims_nothing()
    {
        SampleBuffer samples = Buffer((1, 10), (2, 2), (3, 5), (4, 6));
        SampleColumns.Remove(samples, 0, 2, 2);
        Assert.Equal([ResetHint.NoReset, ResetHint.Unknown, ResetHint.NoReset], Hints(samples));
    }

    [Fact]
    public void Between_merged_samples_nothing_is_claimed()
    {
        var merged = new SampleBuffer();
        SampleColumns.AppendMerged(Buffer((1, 10), (2, 11), (4, 12), (5, 13)), Buffer((3, 20)), merged);
        Assert.Equal([1, 2, 3, 4, 5], merged.Timestamps.Take(merged.Count));
        Assert.Equal([ResetHint.Unknown, ResetHint.NoReset, ResetHint.Unknown, ResetHint.Unknown, ResetHint.NoReset], Hints(merged));
    }

    private static SampleBuffer Buffer(params (long Time, double Count)[] samples)
    {
        var buffer = new SampleBuffer();
        foreach ((long time, double count) in samples)
        {
            buffer.Add(time, new NativeHistogram { Count = count, ResetHint = ResetHint.NoReset });
        }

        return buffer;
    }

    private static IEnumerable<ResetHint> Hints(SampleBuffer samples) => samples.Histograms!.Take(samples.Count).Select(histogram => histogram!.ResetHint);
}
