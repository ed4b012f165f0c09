using System.Text;
using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>What a block says of itself at its end: where its pages lie, which label names there are, which values and series each index page begins
/// with.</summary>
internal sealed class BlockFooter : CachedPage
{
    private readonly int _firstLabelPage;
    private readonly int _firstSeriesPage;
    private readonly bool _hasMetadata;
    private readonly bool _hasExemplars;

    public BlockFooter(ref BlockByteReader bytes, long footerOffset)
    {
        SeriesCount = bytes.ReadInt(1 << 28);
        ChunkCount = bytes.ReadInt(int.MaxValue);
        Samples = (long)bytes.ReadVarint();
        MinTime = bytes.ReadSigned();
        MaxTime = unchecked(MinTime + (long)bytes.ReadVarint());
        _firstLabelPage = bytes.ReadCount();
        LabelPageCount = bytes.ReadCount();
        SeriesPageCount = bytes.ReadCount();
        _firstSeriesPage = _firstLabelPage + LabelPageCount;
        int sections = bytes.ReadBytes(1)[0];
        (_hasMetadata, _hasExemplars) = ((sections & 1) != 0, (sections & 2) != 0);
        Pages = BlockFooterBytes.ReadPages(ref bytes, (long)_firstSeriesPage + SeriesPageCount + (sections & 1) + (sections >> 1 & 1), footerOffset);
        (Names, NameEnds) = ReadNames(ref bytes);
        (PairEnds, FirstValues) = ReadLabelDirectory(ref bytes);
        (SeriesEnds, FirstChunks) = ReadSeriesDirectory(ref bytes);
        long names = 0;
        foreach (byte[] name in Names)
        {
            names += name.Length + 32;
        }

        MemoryBytes = 256 + (Pages.Length * 24L) + names + (NameEnds.Length * 4L) + (LabelPageCount * 64L) + (SeriesPageCount * 12L);
    }

    public int SeriesCount { get; }

    public int ChunkCount { get; }

    public long Samples { get; }

    public long MinTime { get; }

    public long MaxTime { get; }

    /// <summary>All pages in the order of the blob: chunks, labels, series, metadata, exemplars.</summary>
    public BlockPage[] Pages { get; }

    /// <summary>The label names, sorted.</summary>
    public byte[][] Names { get; }

    /// <summary>By name: the ordinal behind its last pair.</summary>
    public int[] NameEnds { get; }

    public int LabelPageCount { get; }

    /// <summary>By label page: the ordinal behind its last pair.</summary>
    public int[] PairEnds { get; }

    /// <summary>By label page: the value of its first pair.</summary>
    public byte[][] FirstValues { get; }

    public int SeriesPageCount { get; }

    /// <summary>By series page: the series number behind its last.</summary>
    public int[] SeriesEnds { get; }

    /// <summary>By series page: where its first chunk lies.</summary>
    public (int Page, int Offset)[] FirstChunks { get; }

    public int ChunkPageCount => _firstLabelPage;

    public int? MetadataPage => _hasMetadata ? _firstSeriesPage + SeriesPageCount : null;

    public int? ExemplarsPage => _hasExemplars ? _firstSeriesPage + SeriesPageCount + (_hasMetadata ? 1 : 0) : null;

    public override long MemoryBytes { get; }

    public int LabelPage(int index) => _firstLabelPage + index;

    public int SeriesPage(int index) => _firstSeriesPage + index;

    /// <summary>The place of a label name in <see cref="Names"/>; negative when no series has it.</summary>
    public int IndexOfName(ReadOnlySpan<byte> name)
    {
        int low = 0, high = Names.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = name.SequenceCompareTo(Names[middle]);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return -1;
    }

    /// <summary>The ordinals of a name's pairs: from Start up to but without End.</summary>
    public (int Start, int End) PairsOfName(int name) => (name == 0 ? 0 : NameEnds[name - 1], NameEnds[name]);

    /// <summary>The label page (counted from the first one) that holds an ordinal.</summary>
    public int LabelPageOf(int ordinal) => IndexOf(PairEnds, ordinal);

    /// <summary>The series page (counted from the first one) that holds a series.</summary>
    public int SeriesPageOf(int series) => IndexOf(SeriesEnds, series);

    /// <summary>The place in <see cref="Names"/> of the name that an ordinal belongs to.</summary>
    public int NameOf(int ordinal) => IndexOf(NameEnds, ordinal);

    private static int IndexOf(int[] ends, int number)
    {
        int index = Array.BinarySearch(ends, number + 1);
        return index < 0 ? ~index : index;
    }

    private static (byte[][] Names, int[] Ends) ReadNames(ref BlockByteReader bytes)
    {
        int count = bytes.ReadCount(), end = 0;
        byte[][] names = new byte[count][];
        int[] ends = new int[count];
        for (int i = 0; i < count; i++)
        {
            names[i] = bytes.ReadBytes(bytes.ReadCount()).ToArray();
            int pairs = bytes.ReadInt(int.MaxValue - end);
            ends[i] = end += pairs;
            if (pairs == 0 || (i > 0 && names[i - 1].AsSpan().SequenceCompareTo(names[i]) >= 0))
            {
                throw bytes.Corrupt($"label names are out of order at {Encoding.UTF8.GetString(names[i])}");
            }
        }

        return (names, ends);
    }

    private (int[] Ends, byte[][] FirstValues) ReadLabelDirectory(ref BlockByteReader bytes)
    {
        int pairs = NameEnds.Length == 0 ? 0 : NameEnds[^1], end = 0;
        int[] ends = new int[LabelPageCount];
        byte[][] values = new byte[LabelPageCount][];
        for (int i = 0; i < ends.Length; i++)
        {
            int count = bytes.ReadInt(pairs - end);
            values[i] = bytes.ReadBytes(bytes.ReadCount()).ToArray();
            ends[i] = end += count;
            if (count == 0)
            {
                throw bytes.Corrupt("a label page is empty");
            }
        }

        return end == pairs ? (ends, values) : throw bytes.Corrupt("label pages do not hold all pairs");
    }

    private (int[] Ends, (int Page, int Offset)[] FirstChunks) ReadSeriesDirectory(ref BlockByteReader bytes)
    {
        int end = 0;
        int[] ends = new int[SeriesPageCount];
        var chunks = new (int, int)[SeriesPageCount];
        for (int i = 0; i < ends.Length; i++)
        {
            int count = bytes.ReadInt(SeriesCount - end);
            ends[i] = end += count;
            int page = bytes.ReadInt(ChunkPageCount);
            chunks[i] = (page, bytes.ReadInt(BlockLayout.MaxRawLength));
            if (count == 0 || page == ChunkPageCount)
            {
                throw bytes.Corrupt("a series page is empty or has no chunks");
            }
        }

        return end == SeriesCount ? (ends, chunks) : throw bytes.Corrupt("series pages do not hold all series");
    }
}
