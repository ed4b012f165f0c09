using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>Adding samples.</summary>
internal sealed partial class MetricsHead
{
    /// <summary>
    /// Adds a float sample. In order it goes to the open chunk; the common case, a decimal at the usual distance, is settled in the first lines. Late ones go to the side.
    /// </summary>
    public SampleOutcome Append(uint series, long timestamp, long bits, long start)
    {
        ref SeriesRecord record = ref Table[series];
        ref OpenFloatChunk chunk = ref record.Open;
        if (timestamp > chunk.LastTime)
        {
            if (chunk.Count is > 0 and < ChunkEncoder.DefaultSamples && timestamp - chunk.FirstTime <= MaxChunkDuration && start == 0)
            {
                if (chunk.Form <= FloatChunkForm.ExponentMask && timestamp - chunk.LastTime == chunk.Delta && TryAppendSteady(ref record, bits))
                {
                    return SampleOutcome.Appended;
                }

                if (!chunk.HasStarts && TryAppend(ref record, series, timestamp, bits, 0))
                {
                    return SampleOutcome.Appended;
                }
            }

            AppendSlowly(ref record, series, timestamp, bits, start);
            return SampleOutcome.Appended;
        }

        if (timestamp == chunk.LastTime && !record.Has(SeriesRecord.LastIsHistogram))
        {
            return bits == chunk.LastBits ? SampleOutcome.Repeated : SampleOutcome.Conflict;
        }

        return bits == SampleValue.StaleBits && record.Has(SeriesRecord.LastIsHistogram)
            ? Append(series, timestamp, s_staleHistogram, start)
            : AppendLate(ref record, series, timestamp, BitConverter.Int64BitsToDouble(bits), null, start);
    }

    /// <summary>Adds a histogram.</summary>
    public SampleOutcome Append(uint series, long timestamp, NativeHistogram histogram, long start)
    {
        ref SeriesRecord record = ref Table[series];
        if (timestamp > record.Open.LastTime)
        {
            if (record.Open.Count > 0)
            {
                Seal(ref record);
            }

            NativeHistogram? previous = record.Has(SeriesRecord.LastIsHistogram) ? _sides[series].LastHistogram : null;
            SideOf(ref record, series).Append(timestamp, histogram.WithHintAfter(previous), start, ChunkEncoder.DefaultSamples, MaxChunkDuration);
            record.Set(SeriesRecord.LastIsHistogram);
            record.Open.LastTime = timestamp;
            Count(timestamp);
            return SampleOutcome.Appended;
        }

        if (timestamp == record.Open.LastTime)
        {
            return record.Has(SeriesRecord.LastIsHistogram)
                ? LateSamples.Compare(double.NaN, _sides[series].LastHistogram, double.NaN, histogram)
                : LateSamples.Compare(record.Open.LastValue, null, double.NaN, histogram);
        }

        return AppendLate(ref record, series, timestamp, double.NaN, histogram, start);
    }

    // Delta of delta zero, a number that takes at most two bytes, and room in the segment.
    private bool TryAppendSteady(ref SeriesRecord record, long bits)
    {
        ref OpenFloatChunk chunk = ref record.Open;
        if (!DecimalScale.TryScale(BitConverter.Int64BitsToDouble(bits), chunk.Form, out long number))
        {
            return false;
        }

        ulong token = Varint.ZigZag(number - DecimalChunkAppender.PreviousNumber(chunk, chunk.Form)) << 1;
        int used = chunk.UsedInSegment;
        if (token >= 1 << 14 || used > OpenSegments.Capacity - 2)
        {
            return false;
        }

        Span<byte> segment = _segments[record.LastSegment];
        if (token < 0x80)
        {
            segment[used] = (byte)token;
            chunk.UsedInSegment = (byte)(used + 1);
        }
        else
        {
            segment[used + 1] = (byte)(token >> 7);
            segment[used] = (byte)(token | 0x80);
            chunk.UsedInSegment = (byte)(used + 2);
        }

        chunk.WidthOrEscaped = 0;
        chunk.LastBits = bits;
        chunk.LastTime += chunk.Delta;
        chunk.Duration += chunk.Delta;
        chunk.Count++;
        Count(chunk.LastTime);
        return true;
    }

    private bool TryAppend(ref SeriesRecord record, uint series, long timestamp, long bits, long start)
    {
        ref OpenFloatChunk chunk = ref record.Open;
        Span<byte> buffer = stackalloc byte[DecimalChunkAppender.MaxSampleSize * 2];
        long lastStart = chunk.HasStarts ? _lastStarts[series] : 0;
        if (chunk.Encoding == ChunkEncoding.Xor)
        {
            ref byte last = ref _segments[record.LastSegment][chunk.UsedInSegment - 1];
            buffer[0] = last;
            int length = XorChunkAppender.Append(ref chunk, timestamp, bits, start, ref lastStart, buffer);
            last = buffer[0];
            WriteToSegments(ref record, buffer[1..length]);
        }
        else
        {
            int length = DecimalChunkAppender.Append(ref chunk, timestamp, bits, start, ref lastStart, buffer);
            if (length == 0)
            {
                return false;
            }

            WriteToSegments(ref record, buffer[..length]);
        }

        if (chunk.HasStarts)
        {
            _lastStarts[series] = lastStart;
        }

        Count(timestamp);
        return true;
    }

    // A chunk is full, too long in time, of the wrong form, or does not exist.
    private void AppendSlowly(ref SeriesRecord record, uint series, long timestamp, long bits, long start)
    {
        ref OpenFloatChunk chunk = ref record.Open;
        if (record.Has(SeriesRecord.LastIsHistogram))
        {
            if (bits == SampleValue.StaleBits)
            {
                Append(series, timestamp, s_staleHistogram, start);
                return;
            }

            record.Clear(SeriesRecord.LastIsHistogram);
            _sides[series].Close();
        }

        double value = BitConverter.Int64BitsToDouble(bits);
        bool full = chunk.Count >= ChunkEncoder.DefaultSamples || (chunk.Count > 0 && timestamp - chunk.FirstTime > MaxChunkDuration) || (start != 0 && !chunk.HasStarts);
        if (chunk.Count > 0 && !full)
        {
            if (TryAppend(ref record, series, timestamp, bits, start))
            {
                return;
            }

            byte form = FloatChunkChoice.ForNext(chunk, value);
            chunk.Preference = form;
            if (chunk.Count <= FloatChunkChoice.MaxRewritten)
            {
                Rewrite(ref record, series, form);
                if (TryAppend(ref record, series, timestamp, bits, start))
                {
                    return;
                }
            }
        }

        if (chunk.Count > 0)
        {
            Seal(ref record);
        }

        Begin(ref record, series, FloatChunkChoice.ForFirst(chunk, value), start != 0, timestamp, bits, start);
        Count(timestamp);
    }

    private void Count(long timestamp)
    {
        _samples++;
        MinTime = Math.Min(MinTime, timestamp);
        MaxTime = Math.Max(MaxTime, timestamp);
    }
}
