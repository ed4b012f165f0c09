using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>Turns samples into chunks that own their bytes, in the form that suits the values. Reusable from series to series; not thread-safe.</summary>
/// <param name="maxSamples">Samples of a chunk at most, 1 to 65535.</param>
public sealed class ChunkEncoder(ushort maxSamples = ChunkEncoder.DefaultSamples)
{
    /// <summary>The samples of a full chunk.</summary>
    public const ushort DefaultSamples = 120;

    private readonly FloatChunkBuilder _floats = new(maxSamples);
    private readonly HistogramChunkAppender _histograms = new();

    /// <summary>Encodes all samples of one series and adds the chunks, which follow each other in time, to <paramref name="chunks"/>.</summary>
    public void Encode(SampleBuffer samples, ICollection<Chunk> chunks)
    {
        for (int i = 0; i < samples.Count; i++)
        {
            long timestamp = samples.Timestamps[i], start = samples.StartTimestamps?[i] ?? 0;
            if (samples.Histograms?[i] is { } histogram)
            {
                _floats.Finish(chunks);
                Add(timestamp, histogram, start, chunks);
            }
            else
            {
                FinishHistograms(chunks);
                _floats.Add(timestamp, samples.Values[i], start, chunks);
            }
        }

        FinishHistograms(chunks);
        _floats.Finish(chunks, endOfSeries: true);
    }

    private void Add(long timestamp, NativeHistogram histogram, long start, ICollection<Chunk> chunks)
    {
        if (_histograms.Count >= maxSamples)
        {
            FinishHistograms(chunks);
        }

        if (!_histograms.TryAppend(timestamp, histogram, start))
        {
            FinishHistograms(chunks);
            _histograms.Begin(timestamp, histogram, start);
        }
    }

    private void FinishHistograms(ICollection<Chunk> chunks)
    {
        if (_histograms.Take() is { } chunk)
        {
            chunks.Add(chunk);
        }
    }
}
