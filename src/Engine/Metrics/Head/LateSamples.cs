using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// The samples of one series that came after a newer one: the last ones as sorted columns, earlier ones as chunks, which may overlap each other and those in order but share no
/// timestamp with them. Not thread-safe; chunks once handed out never change.
/// </summary>
internal sealed class LateSamples
{
    private const int MaxPending = 240;

    private readonly List<Chunk> _chunks = [];
    private readonly List<Chunk> _pendingChunks = [];
    private long[] _times = new long[8];
    private double[] _values = new double[8];
    private long[]? _starts;
    private NativeHistogram?[]? _histograms;
    private int _count;
    private bool _pendingEncoded = true;

    /// <summary>Bytes of memory, roughly.</summary>
    public long Bytes => 200 + (_times.Length * 24L) + _chunks.Sum(static chunk => chunk.Bytes.Length + 64L);

    /// <summary>Samples that were added.</summary>
    public long Count => _count + _chunks.Sum(static chunk => (long)chunk.Count);

    /// <summary>Adds everything as chunks to <paramref name="destination"/>.</summary>
    public void AddChunksTo(List<Chunk> destination, ChunkEncoder encoder)
    {
        if (!_pendingEncoded)
        {
            _pendingChunks.Clear();
            Encode(encoder, _pendingChunks);
            _pendingEncoded = true;
        }

        destination.AddRange(_chunks);
        destination.AddRange(_pendingChunks);
    }

    /// <summary>Adds a sample, unless there is one at that time.</summary>
    public SampleOutcome Add(long timestamp, double value, NativeHistogram? histogram, long start, ChunkEncoder encoder, SampleBuffer scratch)
    {
        int at = Array.BinarySearch(_times, 0, _count, timestamp);
        if (at >= 0)
        {
            return Compare(_values[at], _histograms?[at], value, histogram);
        }

        foreach (Chunk chunk in _chunks)
        {
            if (TryCompare(chunk, timestamp, value, histogram, scratch, out SampleOutcome outcome))
            {
                return outcome;
            }
        }

        if (_count == MaxPending)
        {
            Encode(encoder, _chunks);
            _count = 0;
            _histograms = null;
            at = ~0;
        }

        Insert(~at, timestamp, value, histogram, start);
        return SampleOutcome.Appended;
    }

    /// <summary>Compares a sample with what a chunk holds at its time; false when that is nothing.</summary>
    public static bool TryCompare(in Chunk chunk, long timestamp, double value, NativeHistogram? histogram, SampleBuffer scratch, out SampleOutcome outcome)
    {
        outcome = default;
        if (timestamp < chunk.MinTime || timestamp > chunk.MaxTime)
        {
            return false;
        }

        scratch.Clear();
        ChunkDecoder.Decode(chunk, timestamp, timestamp, scratch);
        if (scratch.Count == 0)
        {
            return false;
        }

        outcome = Compare(scratch.Values[0], scratch.Histograms?[0], value, histogram);
        return true;
    }

    /// <summary>Are two samples of one time the same?</summary>
    public static SampleOutcome Compare(double stored, NativeHistogram? storedHistogram, double value, NativeHistogram? histogram)
    {
        bool same = (storedHistogram, histogram) switch
        {
            (null, null) => BitConverter.DoubleToInt64Bits(stored) == BitConverter.DoubleToInt64Bits(value),
            (null, _) => histogram.IsStale && SampleValue.IsStale(stored),
            (_, null) => storedHistogram.IsStale && SampleValue.IsStale(value),
            _ => (storedHistogram.IsStale && histogram.IsStale) || storedHistogram.SameBits(histogram),
        };
        return same ? SampleOutcome.Repeated : SampleOutcome.Conflict;
    }

    private void Insert(int at, long timestamp, double value, NativeHistogram? histogram, long start)
    {
        if (_count == _times.Length)
        {
            int size = Math.Min(MaxPending, _count * 2);
            Array.Resize(ref _times, size);
            Array.Resize(ref _values, size);
        }

        if (histogram is not null)
        {
            _histograms ??= new NativeHistogram?[MaxPending];
        }

        if (start != 0)
        {
            _starts ??= new long[MaxPending];
        }

        Put(_times, at, timestamp);
        Put(_values, at, value);
        Put(_starts, at, start);
        Put(_histograms, at, histogram);
        _count++;
        _pendingEncoded = false;
    }

    private void Put<T>(T[]? column, int at, T element)
    {
        if (column is not null)
        {
            column.AsSpan(at, _count - at).CopyTo(column.AsSpan(at + 1));
            column[at] = element;
        }
    }

    private void Encode(ChunkEncoder encoder, List<Chunk> chunks)
    {
        var samples = new SampleBuffer();
        for (int i = 0; i < _count; i++)
        {
            if (_histograms?[i] is { } histogram)
            {
                samples.Add(_times[i], histogram, _starts?[i] ?? 0);
            }
            else
            {
                samples.Add(_times[i], _values[i], _starts?[i] ?? 0);
            }
        }

        encoder.Encode(samples, chunks);
    }
}
