using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>What a series has beside float chunks in order: late samples, and histograms. Most series have none.</summary>
internal sealed class SeriesSide
{
    private readonly List<Chunk> _finished = [];
    private readonly HistogramChunkAppender _open = new();

    /// <summary>Samples that came late.</summary>
    public LateSamples? Late { get; set; }

    /// <summary>The newest histogram, while the newest sample is one.</summary>
    public NativeHistogram? LastHistogram { get; private set; }

    /// <summary>The start timestamp of the newest histogram; 0: unknown.</summary>
    public long LastStart { get; private set; }

    /// <summary>Finished chunks of histograms.</summary>
    public IReadOnlyList<Chunk> Finished => _finished;

    /// <summary>The open chunk of histograms as it is now.</summary>
    public Chunk? Open => _open.Current;

    /// <summary>Has it no samples, but only remembers the newest?</summary>
    public bool IsEmpty => _finished.Count == 0 && _open.Count == 0 && Late is null;

    /// <summary>Bytes of memory, roughly.</summary>
    public long Bytes => 400 + _finished.Sum(static chunk => chunk.Bytes.Length + 64L) + (Open?.Bytes.Length ?? 0) + (Late?.Bytes ?? 0);

    /// <summary>Appends a histogram that is newer than everything else.</summary>
    public void Append(long timestamp, NativeHistogram histogram, long start, int maxSamples, long maxDuration)
    {
        (LastHistogram, LastStart) = (histogram, start);
        if (Open is { } open && (open.Count >= maxSamples || timestamp - open.MinTime > maxDuration))
        {
            Close();
        }

        if (!_open.TryAppend(timestamp, histogram, start))
        {
            Close();
            _open.Begin(timestamp, histogram, start);
        }
    }

    /// <summary>Finishes the open chunk of histograms, because floats follow or the head is frozen.</summary>
    public void Close()
    {
        if (_open.Take() is { } chunk)
        {
            _finished.Add(chunk);
        }
    }

    /// <summary>The side that the series goes on with when this one is frozen; null when it needs none.</summary>
    public SeriesSide? Successor(bool lastIsHistogram)
    {
        Close();
        return lastIsHistogram ? new SeriesSide { LastHistogram = LastHistogram, LastStart = LastStart } : null;
    }
}
