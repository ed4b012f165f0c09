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

    private SampleOutcome AppendLate(ref SeriesRecord record, uint series, long timestamp, double value, NativeHistogram? histogram, long start)
    {
        if (record.Open.Count > 0 && timestamp >= record.Open.FirstTime
            && LateSamples.TryCompare(OpenChunk(record), timestamp, value, histogram, _scratch, out SampleOutcome outcome))
        {
            return outcome;
        }

        for (uint sealedChunk = record.Sealed; sealedChunk != 0; sealedChunk = _sealed[sealedChunk].Previous)
        {
            if (LateSamples.TryCompare(_sealed.Open(_sealed[sealedChunk]), timestamp, value, histogram, _scratch, out outcome))
            {
                return outcome;
            }
        }

        SeriesSide side = SideOf(ref record, series);
        foreach (Chunk chunk in side.Finished)
        {
            if (LateSamples.TryCompare(chunk, timestamp, value, histogram, _scratch, out outcome))
            {
                return outcome;
            }
        }

        if (side.Open is { } open && LateSamples.TryCompare(open, timestamp, value, histogram, _scratch, out outcome))
        {
            return outcome;
        }

        side.Late ??= new LateSamples();
        outcome = side.Late.Add(timestamp, value, histogram, start, _encoder, _scratch);
        if (outcome == SampleOutcome.Appended)
        {
            Count(timestamp);
        }

        return outcome;
    }

    private SeriesSide SideOf(ref SeriesRecord record, uint series)
    {
        if (!_sides.TryGetValue(series, out SeriesSide? side))
        {
            side = new SeriesSide();
            _sides.Add(series, side);
            record.Set(SeriesRecord.HasSide);
        }

        return side;
    }

    // The open chunk, its bytes gathered into a buffer that the next call uses again.
    private Chunk OpenChunk(in SeriesRecord record)
    {
        int length = _segments.CopyTo(_gathered, record.FirstSegment, record.LastSegment, record.Open.UsedInSegment);
        return new Chunk(record.Open.Encoding, record.Open.Count, record.Open.FirstTime, record.Open.LastTime, _gathered.AsMemory(0, length));
    }

    private void Count(long timestamp)
    {
        _samples++;
        MinTime = Math.Min(MinTime, timestamp);
        MaxTime = Math.Max(MaxTime, timestamp);
    }
}
