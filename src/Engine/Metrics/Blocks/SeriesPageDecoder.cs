using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Chunks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Decodes a page of the series table in two steps, because spelling labels out takes the label pages that the first step finds to be needed. Columns in order:
/// labels per
/// series, ordinals, chunks per series, encodings, lengths, sample counts, first times, durations.
/// </summary>
internal sealed class SeriesPageDecoder
{
    private readonly BlockFooter _footer;
    private readonly int _firstSeries;
    private readonly int[] _ordinalEnds;
    private readonly int[] _ordinals;
    private readonly int[] _chunkEnds;
    private readonly ChunkEntry[] _chunks;
    private readonly string _blobName;
    private readonly long _blobOffset;

    public SeriesPageDecoder(BlockFooter footer, int index, byte[] raw, string blobName)
    {
        (_footer, _blobName, _blobOffset) = (footer, blobName, footer.Pages[footer.SeriesPage(index)].Offset);
        _firstSeries = index == 0 ? 0 : footer.SeriesEnds[index - 1];
        int count = footer.SeriesEnds[index] - _firstSeries;
        var bytes = new BlockByteReader(raw, blobName, _blobOffset);
        _ordinalEnds = ReadEnds(ref bytes, count, least: 0);
        _ordinals = ReadOrdinals(ref bytes);
        _chunkEnds = ReadEnds(ref bytes, count, least: 1);
        _chunks = new ChunkEntry[count == 0 ? 0 : _chunkEnds[^1]];
        ReadChunks(ref bytes, footer.FirstChunks[index]);
        if (bytes.Left != 0)
        {
            throw bytes.Corrupt("a series page has bytes left over");
        }
    }

    /// <summary>The label pages (counted from the first one) that <see cref="Finish"/> needs, ascending.</summary>
    public void AddLabelPages(SortedSet<int> pages)
    {
        int last = -1;
        foreach (int ordinal in _ordinals)
        {
            if (last < 0 || ordinal >= _footer.PairEnds[last] || (last > 0 && ordinal < _footer.PairEnds[last - 1]))
            {
                pages.Add(last = _footer.LabelPageOf(ordinal));
            }
        }
    }

    /// <summary>Spells the labels out.</summary>
    /// <param name="pageOf">The decoded label page by its place.</param>
    public SeriesPage Finish(Dictionary<int, LabelPage> pageOf)
    {
        var labels = new BlockByteWriter(_ordinals.Length * 24);
        int[] labelEnds = new int[_ordinalEnds.Length];
        LabelPage? page = null;
        for (int series = 0, at = 0; series < labelEnds.Length; series++)
        {
            for (int lastName = -1; at < _ordinalEnds[series]; at++)
            {
                int ordinal = _ordinals[at], name = _footer.NameOf(ordinal);
                if (page is null || ordinal < page.FirstOrdinal || ordinal >= page.EndOrdinal)
                {
                    page = pageOf[_footer.LabelPageOf(ordinal)];
                }

                ReadOnlySpan<byte> value = page.ValueOf(ordinal);
                if (name <= lastName || value.IsEmpty)
                {
                    throw new Blobs.CorruptBlockException(_blobName, _blobOffset, "a series' labels are not canonical");
                }

                lastName = name;
                byte[] nameBytes = _footer.Names[name];
                labels.Advance(LabelEncoding.Write(labels.GetSpan(nameBytes.Length + value.Length + 20), nameBytes, value));
            }

            labelEnds[series] = labels.Length;
        }

        return new SeriesPage(_firstSeries, labels.Written.ToArray(), labelEnds, _chunkEnds, _chunks);
    }

    private static int[] ReadEnds(ref BlockByteReader bytes, int count, int least)
    {
        if (count > bytes.Left)
        {
            throw bytes.Corrupt("fewer series than the footer says");
        }

        int[] ends = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++)
        {
            int more = bytes.ReadCount();
            ends[i] = end += more;
            if (more < least || end > bytes.Left)
            {
                throw bytes.Corrupt("a series has an impossible number of labels or chunks");
            }
        }

        return ends;
    }

    private int[] ReadOrdinals(ref BlockByteReader bytes)
    {
        int pairs = _footer.NameEnds.Length == 0 ? 0 : _footer.NameEnds[^1];
        int[] ordinals = new int[_ordinalEnds.Length == 0 ? 0 : _ordinalEnds[^1]];
        for (int series = 0, at = 0, before = 0, beforeEnd = 0; series < _ordinalEnds.Length; series++)
        {
            int start = at;
            for (; at < _ordinalEnds[series]; at++, before++)
            {
                long near = before < beforeEnd ? ordinals[before] : at > start ? ordinals[at - 1] : 0;
                long ordinal = unchecked(near + bytes.ReadSigned());
                if ((ulong)ordinal >= (ulong)pairs)
                {
                    throw bytes.Corrupt("a series has a label that is not there");
                }

                ordinals[at] = (int)ordinal;
            }

            (before, beforeEnd) = (start, at);
        }

        return ordinals;
    }

    private void ReadChunks(ref BlockByteReader bytes, (int Page, int Offset) first)
    {
        (int page, int offset) = first;
        for (int i = 0; i < _chunks.Length; i++)
        {
            _chunks[i] = _chunks[i] with { Encoding = (ChunkEncoding)bytes.ReadBytes(1)[0] };
        }

        for (int i = 0; i < _chunks.Length; i++)
        {
            // Chunks lie one behind the other and never straddle pages, so a page that is used up says where the next chunk is.
            int length = bytes.ReadInt(BlockLayout.MaxRawLength);
            if (page < _footer.ChunkPageCount && offset == _footer.Pages[page].RawLength)
            {
                (page, offset) = (page + 1, 0);
            }

            if (page >= _footer.ChunkPageCount || length == 0 || length > _footer.Pages[page].RawLength - offset)
            {
                throw bytes.Corrupt("a chunk lies outside its page");
            }

            _chunks[i] = _chunks[i] with { Page = page, Offset = offset, Length = length };
            offset += length;
        }

        long before = 0;
        for (int i = 0; i < _chunks.Length; i++)
        {
            before = unchecked(before + bytes.ReadSigned());
            _chunks[i] = before is > 0 and <= int.MaxValue ? _chunks[i] with { Count = (int)before }
                : throw bytes.Corrupt("a chunk has an impossible number of samples");
        }

        ReadTimes(ref bytes);
    }

    private void ReadTimes(ref BlockByteReader bytes)
    {
        // First times are relative to the end of the chunk before, which takes the durations: keep the distances until those are there.
        long[] distances = new long[_chunks.Length];
        for (int i = 0; i < distances.Length; i++)
        {
            distances[i] = bytes.ReadSigned();
        }

        long duration = 0, firstStart = 0;
        for (int series = 0, at = 0; series < _chunkEnds.Length; series++)
        {
            long near = firstStart;
            for (int start = at; at < _chunkEnds[series]; at++)
            {
                long minTime = unchecked(near + distances[at]);
                duration = unchecked(duration + bytes.ReadSigned());
                long maxTime = unchecked(minTime + duration);
                if (maxTime < minTime || minTime < _footer.MinTime || maxTime > _footer.MaxTime || (at > start && minTime <= near))
                {
                    throw bytes.Corrupt("a chunk's times are impossible");
                }

                firstStart = at == start ? minTime : firstStart;
                near = maxTime;
                _chunks[at] = _chunks[at] with { MinTime = minTime, MaxTime = maxTime };
            }
        }
    }
}
