using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Distributes merged series over one block per window. Chunks that are large and lie within one window pass through as they are; the rest is decoded, joined
/// and encoded anew.
/// </summary>
internal sealed class CompactionOutput(MetricsCompactionOptions options, long now) : IDisposable
{
    private readonly ChunkEncoder _encoder = new(options.MaxChunkSamples);
    private readonly SampleBuffer _pending = new();
    private readonly SampleBuffer _segment = new();
    private readonly List<Chunk> _encoded = [];
    private readonly SortedDictionary<long, Part> _parts = [];
    private Part? _last;

    /// <summary>The samples that wait to be encoded; add to them in time order.</summary>
    public SampleBuffer Pending => _pending;

    /// <summary>The windows and blocks so far.</summary>
    public IEnumerable<(CompactionWindow Window, BlockWriter Writer)> Parts => _parts.Values.Select(static part => (part.Window, part.Writer));

    /// <summary>Takes a chunk as it is when that is good enough; false when its samples should go to <see cref="Pending"/> instead.</summary>
    public bool TryPass(in Chunk chunk)
    {
        if (chunk.Count < options.MaxChunkSamples / 2 || PartOf(chunk.MinTime).Window.End < chunk.MaxTime)
        {
            return false;
        }

        Flush();
        PartOf(chunk.MinTime).Chunks.Add(chunk);
        return true;
    }

    /// <summary>Ends a series: what was added goes into the blocks under its labels.</summary>
    public void EndSeries(LabelSet labels)
    {
        Flush();
        foreach (Part part in _parts.Values)
        {
            if (part.Chunks.Count > 0)
            {
                part.Writer.Add(labels, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(part.Chunks));
                part.Chunks.Clear();
            }
        }
    }

    public void Dispose()
    {
        foreach (Part part in _parts.Values)
        {
            part.Writer.Dispose();
        }
    }

    private void Flush()
    {
        for (int start = 0; start < _pending.Count;)
        {
            Part part = PartOf(_pending.Timestamps[start]);
            int end = part.Window.End == long.MaxValue ? _pending.Count : SampleColumns.LowerBound(_pending, start, part.Window.End + 1);
            _segment.Clear();
            SampleColumns.Append(_pending, start, end - start, _segment);
            _encoded.Clear();
            _encoder.Encode(_segment, _encoded);
            part.Chunks.AddRange(_encoded);
            start = end;
        }

        _pending.Clear();
    }

    private Part PartOf(long time)
    {
        if (_last is not null && _last.Window.Start <= time && time <= _last.Window.End)
        {
            return _last;
        }

        CompactionWindow window = CompactionWindow.Of(time, options, now);
        if (!_parts.TryGetValue(window.Start, out Part? part))
        {
            _parts.Add(window.Start, part = new Part(window, new BlockWriter(options.CompressionLevel)));
        }

        return _last = part;
    }

    private sealed record Part(CompactionWindow Window, BlockWriter Writer)
    {
        public List<Chunk> Chunks { get; } = [];
    }
}
