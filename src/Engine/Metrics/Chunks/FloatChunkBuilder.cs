namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>Encodes float samples in time order into chunks that own their bytes, choosing between decimal and XOR as the head does. Reusable; not thread-safe.</summary>
/// <param name="maxSamples">A chunk's samples at most, up to 65535.</param>
internal sealed class FloatChunkBuilder(ushort maxSamples)
{
    private readonly byte[] _bytes = new byte[(maxSamples + 1) * DecimalChunkAppender.MaxSampleSize];
    private readonly long[] _times = new long[maxSamples];
    private readonly long[] _bits = new long[maxSamples];
    private readonly long[] _starts = new long[maxSamples];
    private OpenFloatChunk _chunk;
    private long _lastStart;
    private int _length;

    /// <summary>Adds a sample that is newer than the one before; a chunk that it fills or breaks goes to <paramref name="finished"/>.</summary>
    public void Add(long timestamp, double value, long start, ICollection<Chunk> finished)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int count = _chunk.Count;
        if (count > 0 && (count >= maxSamples || (ulong)(timestamp - _chunk.LastTime) > int.MaxValue || (start != 0 && !_chunk.HasStarts)
            || (ulong)(timestamp - _chunk.FirstTime) > int.MaxValue))
        {
            Finish(finished);
            count = 0;
        }

        if (count == 0)
        {
            Begin(FloatChunkChoice.ForFirst(_chunk, value), start != 0, timestamp, bits, start);
        }
        else if (!TryAppend(timestamp, bits, start))
        {
            Rewrite(FloatChunkChoice.ForNext(_chunk, value), finished);
            if (_chunk.Count == 0)
            {
                Begin(FloatChunkChoice.ForFirst(_chunk, value), start != 0, timestamp, bits, start);
            }
            else if (!TryAppend(timestamp, bits, start))
            {
                TryRewrite(FloatChunkForm.Xor, count);
                TryAppend(timestamp, bits, start);
            }
        }

        (_times[_chunk.Count - 1], _bits[_chunk.Count - 1], _starts[_chunk.Count - 1]) = (timestamp, bits, start);
    }

    /// <summary>Closes the open chunk, if there is one, and forgets what was learnt about the series when <paramref name="endOfSeries"/>.</summary>
    public void Finish(ICollection<Chunk> finished, bool endOfSeries = false)
    {
        if (_chunk.Count > 0)
        {
            finished.Add(new Chunk(_chunk.Encoding, _chunk.Count, _chunk.FirstTime, _chunk.LastTime, _bytes.AsSpan(0, _length).ToArray()));
            _chunk.Count = 0;
        }

        if (endOfSeries)
        {
            _chunk = default;
        }
    }

    private void Begin(byte form, bool starts, long timestamp, long bits, long start)
    {
        _length = (form & FloatChunkForm.Xor) != 0
            ? XorChunkAppender.Begin(ref _chunk, starts, timestamp, bits, start, ref _lastStart, _bytes)
            : DecimalChunkAppender.Begin(ref _chunk, form, starts, timestamp, bits, start, ref _lastStart, _bytes);
    }

    private bool TryAppend(long timestamp, long bits, long start)
    {
        if (_chunk.Encoding == ChunkEncoding.Xor)
        {
            _length += XorChunkAppender.Append(ref _chunk, timestamp, bits, start, ref _lastStart, _bytes.AsSpan(_length - 1)) - 1;
            return true;
        }

        int written = DecimalChunkAppender.Append(ref _chunk, timestamp, bits, start, ref _lastStart, _bytes.AsSpan(_length));
        _length += written;
        return written > 0;
    }

    /// <summary>Makes the open chunk one of another form, or closes it when it is too long for that to pay.</summary>
    private void Rewrite(byte form, ICollection<Chunk> finished)
    {
        int count = _chunk.Count;
        _chunk.Preference = form;
        if (count > FloatChunkChoice.MaxRewritten)
        {
            Finish(finished);
        }
        else if (!TryRewrite(form, count))
        {
            _chunk.Preference = FloatChunkForm.XorPreferred;
            TryRewrite(FloatChunkForm.Xor, count);
        }
    }

    private bool TryRewrite(byte form, int count)
    {
        Begin(form, _chunk.HasStarts, _times[0], _bits[0], _starts[0]);
        for (int i = 1; i < count && _chunk.Count == i; i++)
        {
            TryAppend(_times[i], _bits[i], _starts[i]);
        }

        return _chunk.Count == count;
    }
}
