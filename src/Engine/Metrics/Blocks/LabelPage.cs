using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>A run of label pairs in order of name and value: the values spelled out, the postings still packed.</summary>
internal sealed class LabelPage : CachedPage
{
    private readonly string _blobName;
    private readonly long _blobOffset;
    private readonly byte[] _raw;
    private readonly byte[] _values;
    private readonly Entry[] _entries;

    /// <summary>Decodes the page that holds the ordinals from <paramref name="firstOrdinal"/> up to but without <paramref name="endOrdinal"/>.</summary>
    public LabelPage(byte[] raw, int firstOrdinal, int endOrdinal, int seriesCount, string blobName, long blobOffset)
    {
        (_raw, _blobName, _blobOffset, FirstOrdinal) = (raw, blobName, blobOffset, firstOrdinal);
        var bytes = new BlockByteReader(raw, blobName, blobOffset);
        if (endOrdinal - firstOrdinal > raw.Length)
        {
            throw bytes.Corrupt("fewer label pairs than the footer says");
        }

        _entries = new Entry[endOrdinal - firstOrdinal];
        var values = new BlockByteWriter(raw.Length);
        int valueStart = 0, postings = 0;
        for (int i = 0; i < _entries.Length; i++)
        {
            int shared = bytes.ReadInt(values.Length - valueStart);
            ReadOnlySpan<byte> rest = bytes.ReadBytes(bytes.ReadCount());
            Span<byte> room = values.GetSpan(shared + rest.Length);
            values.Written.Slice(valueStart, shared).CopyTo(room);
            rest.CopyTo(room[shared..]);
            valueStart = values.Length;
            values.Advance(shared + rest.Length);
            ulong countAndForm = bytes.ReadVarint();
            int postingBytes = bytes.ReadInt(raw.Length - postings);
            if (countAndForm >> 2 is 0 || countAndForm >> 2 > (ulong)seriesCount || values.Length > BlockLayout.MaxRawLength)
            {
                throw bytes.Corrupt("a label pair has an impossible number of series");
            }

            _entries[i] = new Entry(valueStart, values.Length - valueStart, (int)(countAndForm >> 2), (int)(countAndForm & 3), postings, postingBytes);
            postings += postingBytes;
        }

        if (bytes.Left != postings)
        {
            throw bytes.Corrupt("postings do not fill their page");
        }

        for (int i = 0; i < _entries.Length; i++)
        {
            _entries[i] = _entries[i] with { Postings = _entries[i].Postings + bytes.Position };
        }

        _values = values.Written.ToArray();
    }

    public int FirstOrdinal { get; }

    public int EndOrdinal => FirstOrdinal + _entries.Length;

    public override long MemoryBytes => _raw.Length + _values.Length + (_entries.Length * 24L) + 96;

    public ReadOnlySpan<byte> ValueOf(int ordinal)
    {
        Entry entry = _entries[ordinal - FirstOrdinal];
        return _values.AsSpan(entry.Value, entry.ValueLength);
    }

    /// <summary>Adds the series that carry the pair to a set.</summary>
    public void AddSeries(int ordinal, SeriesBitmap set)
    {
        Entry entry = _entries[ordinal - FirstOrdinal];
        var bytes = new BlockByteReader(_raw.AsSpan(entry.Postings, entry.PostingBytes), _blobName, _blobOffset);
        Postings.AddTo(set, entry.Form, entry.Count, ref bytes);
    }

    /// <summary>Does a series of the set carry the pair?</summary>
    public bool Intersects(int ordinal, SeriesBitmap set)
    {
        Entry entry = _entries[ordinal - FirstOrdinal];
        var bytes = new BlockByteReader(_raw.AsSpan(entry.Postings, entry.PostingBytes), _blobName, _blobOffset);
        return Postings.Intersects(set, entry.Form, entry.Count, ref bytes);
    }

    /// <summary>The first ordinal in [<paramref name="start"/>, <paramref name="end"/>), all of one name, whose value is not below
    /// <paramref name="value"/>.</summary>
    public int LowerBound(int start, int end, ReadOnlySpan<byte> value)
    {
        while (start < end)
        {
            int middle = (start + end) >>> 1;
            (start, end) = ValueOf(middle).SequenceCompareTo(value) < 0 ? (middle + 1, end) : (start, middle);
        }

        return start;
    }

    private readonly record struct Entry(int Value, int ValueLength, int Count, int Form, int Postings, int PostingBytes);
}
