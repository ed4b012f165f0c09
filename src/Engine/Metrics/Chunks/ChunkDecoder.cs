using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>Turns chunks back into samples.</summary>
public static class ChunkDecoder
{
    /// <summary>
    /// Appends the samples with timestamps in [<paramref name="minTime"/>, <paramref name="maxTime"/>] (milliseconds, both inclusive) to <paramref name="destination"/>. Safe on arbitrary
    /// bytes: whatever they are, work and memory stay proportional to their length.
    /// </summary>
    /// <exception cref="CorruptChunkException">No encoder wrote these bytes; <paramref name="destination"/> keeps what it had before.</exception>
    public static void Decode(in Chunk chunk, long minTime, long maxTime, SampleBuffer destination)
    {
        if (chunk.Count <= 0 || chunk.MaxTime < chunk.MinTime)
        {
            throw new CorruptChunkException("bad count or time range");
        }

        if (chunk.MinTime > maxTime || chunk.MaxTime < minTime)
        {
            return;
        }

        switch (chunk.Encoding)
        {
            case ChunkEncoding.Decimal:
                DecimalChunkDecoder.Decode(chunk, minTime, maxTime, destination);
                break;
            case ChunkEncoding.Xor:
                XorChunkDecoder.Decode(chunk, minTime, maxTime, destination);
                break;
            case ChunkEncoding.Histogram:
                HistogramChunkDecoder.Decode(chunk, minTime, maxTime, destination);
                break;
            default:
                throw new CorruptChunkException("unknown encoding");
        }
    }
}
