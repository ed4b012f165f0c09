using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>The bytes of open chunks.</summary>
internal sealed partial class MetricsHead
{
    private void Begin(ref SeriesRecord record, uint series, byte form, bool starts, long timestamp, long bits, long start)
    {
        ref OpenFloatChunk chunk = ref record.Open;
        Span<byte> buffer = stackalloc byte[DecimalChunkAppender.MaxSampleSize * 2];
        long lastStart = 0;
        int length = (form & FloatChunkForm.Xor) != 0
            ? XorChunkAppender.Begin(ref chunk, starts, timestamp, bits, start, ref lastStart, buffer)
            : DecimalChunkAppender.Begin(ref chunk, form, starts, timestamp, bits, start, ref lastStart, buffer);
        if (starts)
        {
            _lastStarts.Grow(series + 1);
            _lastStarts[series] = lastStart;
        }

        record.FirstSegment = record.LastSegment = _segments.Allocate();
        chunk.UsedInSegment = 0;
        WriteToSegments(ref record, buffer[..length]);
        if ((form & FloatChunkForm.Xor) == 0)
        {
            chunk.Preference = form;
        }
    }

    private void Rewrite(ref SeriesRecord record, uint series, byte form)
    {
        ref OpenFloatChunk chunk = ref record.Open;
        bool starts = chunk.HasStarts;
        int count = chunk.Count;
        _scratch.Clear();
        ChunkDecoder.Decode(OpenChunk(record), long.MinValue, long.MaxValue, _scratch);
        if ((form & FloatChunkForm.Xor) == 0)
        {
            foreach (double value in _scratch.Values.AsSpan(0, count))
            {
                bool plain = DecimalScale.TryScale(value, form, out _) || BitConverter.DoubleToInt64Bits(value) == SampleValue.StaleBits;
                form = plain ? form : FloatChunkForm.Xor;
            }
        }

        _segments.Free(record.FirstSegment, record.LastSegment);
        byte preference = chunk.Preference;
        for (int i = 0; i < count; i++)
        {
            long start = starts ? _scratch.StartTimestamps![i] : 0;
            long bits = BitConverter.DoubleToInt64Bits(_scratch.Values[i]);
            if (i == 0)
            {
                Begin(ref record, series, form, starts, _scratch.Timestamps[i], bits, start);
            }
            else
            {
                TryAppend(ref record, series, _scratch.Timestamps[i], bits, start);
                _samples--;
            }
        }

        chunk.Preference = preference;
    }

    private void WriteToSegments(ref SeriesRecord record, ReadOnlySpan<byte> bytes)
    {
        int used = record.Open.UsedInSegment;
        while (bytes.Length > OpenSegments.Capacity - used)
        {
            bytes[..(OpenSegments.Capacity - used)].CopyTo(_segments[record.LastSegment][used..]);
            bytes = bytes[(OpenSegments.Capacity - used)..];
            record.LastSegment = _segments.AllocateBehind(record.LastSegment);
            used = 0;
        }

        bytes.CopyTo(_segments[record.LastSegment][used..]);
        record.Open.UsedInSegment = (byte)(used + bytes.Length);
    }

    private void Seal(ref SeriesRecord record)
    {
        ref OpenFloatChunk chunk = ref record.Open;
        int length = _segments.CopyTo(_gathered, record.FirstSegment, record.LastSegment, chunk.UsedInSegment);
        record.Sealed = _sealed.Add(chunk, _gathered.AsSpan(0, length), record.Sealed);
        _segments.Free(record.FirstSegment, record.LastSegment);
        record.FirstSegment = record.LastSegment = 0;
        chunk.Count = 0;
    }

    // The open chunk, its bytes gathered into a buffer that the next call uses again.
    private Chunk OpenChunk(in SeriesRecord record)
    {
        int length = _segments.CopyTo(_gathered, record.FirstSegment, record.LastSegment, record.Open.UsedInSegment);
        return new Chunk(record.Open.Encoding, record.Open.Count, record.Open.FirstTime, record.Open.LastTime, _gathered.AsMemory(0, length));
    }
}
