using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>
/// Writes what follows the chunk pages: label pages (values with their postings, in order of name and value; a pair's place in that order is its ordinal),
/// series pages
/// (each series' ordinals and chunks, column by column), metadata, exemplars, footer and trailer.
/// </summary>
internal ref struct BlockIndexWriter(
    BlockPageWriter pages, LabelPairTable pairs, ReadOnlySpan<int> pairEnds, ReadOnlySpan<int> pairRefs, ReadOnlySpan<int> chunkEnds,
    ReadOnlySpan<ChunkEntry> chunks)
{
    private readonly ReadOnlySpan<int> _pairEnds = pairEnds;
    private readonly ReadOnlySpan<int> _pairRefs = pairRefs;
    private readonly ReadOnlySpan<int> _chunkEnds = chunkEnds;
    private readonly ReadOnlySpan<ChunkEntry> _chunks = chunks;
    private readonly int[] _order = pairs.Sorted();
    private readonly BlockByteWriter _labelDirectory = new();
    private readonly BlockByteWriter _seriesDirectory = new();

    public void Write(long minTime, long maxTime, long samples, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> exemplars)
    {
        int chunkPages = pages.Pages.Count;
        WriteLabelPages();
        int labelPages = pages.Pages.Count - chunkPages;
        WriteSeriesPages();
        int seriesPages = pages.Pages.Count - chunkPages - labelPages;
        bool hasMetadata = WriteSection(metadata), hasExemplars = WriteSection(exemplars);

        var footer = new BlockByteWriter(4096);
        footer.WriteVarint(_chunkEnds.Length);
        footer.WriteVarint(_chunks.Length);
        footer.WriteVarint(samples);
        footer.WriteSigned(minTime);
        footer.WriteVarint((ulong)maxTime - (ulong)minTime);
        footer.WriteVarint(chunkPages);
        footer.WriteVarint(labelPages);
        footer.WriteVarint(seriesPages);
        footer.WriteByte((byte)((hasMetadata ? 1 : 0) | (hasExemplars ? 2 : 0)));
        BlockFooterBytes.WritePages(footer, pages.Pages);

        WriteNames(footer);
        footer.Write(_labelDirectory.Written);
        footer.Write(_seriesDirectory.Written);
        BlockFooterBytes.Write(pages, footer.Written);
    }

    private readonly bool WriteSection(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            pages.Add(bytes);
        }

        return !bytes.IsEmpty;
    }

    private readonly void WriteLabelPages()
    {
        // Turns series -> pairs around into pair -> series: counting sort, so each pair's series come out ascending.
        int[] ends = new int[pairs.Count];
        foreach (int pair in _pairRefs)
        {
            ends[pair]++;
        }

        int total = 0;
        for (int pair = 0; pair < ends.Length; pair++)
        {
            (ends[pair], total) = (total, total + ends[pair]);
        }

        int[] series = new int[total];
        for (int one = 0, at = 0; one < _pairEnds.Length; one++)
        {
            for (; at < _pairEnds[one]; at++)
            {
                series[ends[_pairRefs[at]]++] = one;
            }
        }

        var entries = new BlockByteWriter();
        var postings = new BlockByteWriter(BlockFormat.LabelPageTarget);
        int first = 0;
        for (int ordinal = 0; ordinal < _order.Length; ordinal++)
        {
            int pair = _order[ordinal];
            ReadOnlySpan<byte> value = pairs.ValueOf(pair);
            ReadOnlySpan<byte> before = ordinal > first ? pairs.ValueOf(_order[ordinal - 1]) : default;
            int shared = value.CommonPrefixLength(before);
            int start = pair == 0 ? 0 : ends[pair - 1], postingsStart = postings.Length;
            int form = Postings.Write(postings, series.AsSpan(start, ends[pair] - start));
            entries.WriteVarint(shared);
            entries.WriteVarint(value.Length - shared);
            entries.Write(value[shared..]);
            entries.WriteVarint(((long)(ends[pair] - start) << 2) | (uint)form);
            entries.WriteVarint(postings.Length - postingsStart);
            if (entries.Length + postings.Length >= BlockFormat.LabelPageTarget || ordinal == _order.Length - 1)
            {
                _labelDirectory.WriteVarint(ordinal + 1 - first);
                _labelDirectory.WriteVarint(pairs.ValueOf(_order[first]).Length);
                _labelDirectory.Write(pairs.ValueOf(_order[first]));
                entries.Write(postings.Written);
                pages.Add(entries.Written);
                entries.Clear();
                postings.Clear();
                first = ordinal + 1;
            }
        }
    }

    private readonly void WriteSeriesPages()
    {
        int[] ordinals = new int[pairs.Count];
        for (int ordinal = 0; ordinal < _order.Length; ordinal++)
        {
            ordinals[_order[ordinal]] = ordinal;
        }

        var page = new BlockByteWriter(16 << 10);
        for (int first = 0; first < _chunkEnds.Length; first += BlockFormat.SeriesPerPage)
        {
            int end = Math.Min(first + BlockFormat.SeriesPerPage, _chunkEnds.Length);
            int firstChunk = first == 0 ? 0 : _chunkEnds[first - 1];
            _seriesDirectory.WriteVarint(end - first);
            _seriesDirectory.WriteVarint(_chunks[firstChunk].Page);
            _seriesDirectory.WriteVarint(_chunks[firstChunk].Offset);
            page.Clear();
            WriteLabelColumns(page, ordinals, first, end);
            WriteChunkColumns(page, first, end, firstChunk);
            pages.Add(page.Written);
        }
    }

    private readonly void WriteLabelColumns(BlockByteWriter page, int[] ordinals, int first, int end)
    {
        for (int one = first; one < end; one++)
        {
            page.WriteVarint(_pairEnds[one] - (one == 0 ? 0 : _pairEnds[one - 1]));
        }

        // Each ordinal as its distance from the one at the same place in the series before; neighbours agree in most places, and zstd folds the zeros.
        ReadOnlySpan<int> before = default;
        for (int one = first; one < end; one++)
        {
            ReadOnlySpan<int> refs = _pairRefs[(one == 0 ? 0 : _pairEnds[one - 1]).._pairEnds[one]];
            for (int place = 0; place < refs.Length; place++)
            {
                int near = place < before.Length ? ordinals[before[place]] : place > 0 ? ordinals[refs[place - 1]] : 0;
                page.WriteSigned(ordinals[refs[place]] - near);
            }

            before = refs;
        }
    }

    private readonly void WriteChunkColumns(BlockByteWriter page, int first, int end, int firstChunk)
    {
        for (int one = first; one < end; one++)
        {
            page.WriteVarint(_chunkEnds[one] - (one == 0 ? 0 : _chunkEnds[one - 1]));
        }

        ReadOnlySpan<ChunkEntry> run = _chunks[firstChunk.._chunkEnds[end - 1]];
        foreach (ChunkEntry chunk in run)
        {
            page.WriteByte((byte)chunk.Encoding);
        }

        foreach (ChunkEntry chunk in run)
        {
            page.WriteVarint(chunk.Length);
        }

        long before = 0;
        foreach (ChunkEntry chunk in run)
        {
            page.WriteSigned(chunk.Count - before);
            before = chunk.Count;
        }

        // A series' first chunk starts near the first chunk of the series before, every other one near the end of the chunk before.
        long firstStart = 0;
        for (int one = first, at = 0; one < end; one++)
        {
            long near = firstStart;
            firstStart = run[at].MinTime;
            for (; at < _chunkEnds[one] - firstChunk; at++)
            {
                page.WriteSigned(unchecked(run[at].MinTime - near));
                near = run[at].MaxTime;
            }
        }

        before = 0;
        foreach (ChunkEntry chunk in run)
        {
            long duration = unchecked(chunk.MaxTime - chunk.MinTime);
            page.WriteSigned(unchecked(duration - before));
            before = duration;
        }
    }

    private readonly void WriteNames(BlockByteWriter footer)
    {
        int names = 0;
        var directory = new BlockByteWriter();
        for (int first = 0; first < _order.Length;)
        {
            ReadOnlySpan<byte> name = pairs.NameOf(_order[first]);
            int end = first + 1;
            while (end < _order.Length && pairs.NameOf(_order[end]).SequenceEqual(name))
            {
                end++;
            }

            directory.WriteVarint(name.Length);
            directory.Write(name);
            directory.WriteVarint(end - first);
            first = end;
            names++;
        }

        footer.WriteVarint(names);
        footer.Write(directory.Written);
    }
}
