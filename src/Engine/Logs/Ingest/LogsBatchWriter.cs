using System.Buffers;
using System.Buffers.Binary;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Ingest;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Logs.Ingest;

/// <summary>
/// Builds the batch that one push request sends to one logs shard. A batch is a run of entries, each one stream:
/// <code>
/// u64 hash low | u64 hash high | u32 label bytes | u32 rows | u32 row bytes
/// labels (canonical) | rows: i64 time, u32 line bytes, u32 metadata bytes, metadata (see <see cref="MetadataReader"/>), line …
/// </code>
/// little-endian, times in nanoseconds since the epoch. The hash is <see cref="Labels.LabelSet.Hash"/>, so a shard that knows it never looks at the labels; its low bits choose the shard.
/// The line's bytes are kept as they are, valid UTF-8 or not. Pooled and reusable; not thread-safe.
/// </summary>
public sealed class LogsBatchWriter : IDisposable
{
    /// <summary>Bytes before an entry's labels.</summary>
    public const int EntryHeaderSize = 28;

    /// <summary>Bytes before a row's metadata.</summary>
    public const int RowHeaderSize = 16;

    private readonly List<(int Start, int NameLength, int Length)> _pairs = [];
    private readonly Comparison<(int Start, int NameLength, int Length)> _byName;
    private PooledBytes _bytes;
    private int _entry;
    private int _row;

    /// <summary>Creates a writer with room for <paramref name="capacity"/> bytes; it grows as needed.</summary>
    public LogsBatchWriter(int capacity = 4096)
    {
        _bytes = new PooledBytes(capacity);
        _byName = (left, right) => NameOf(left).SequenceCompareTo(NameOf(right)) is var order and not 0 ? order : left.Start.CompareTo(right.Start);
    }

    /// <summary>The finished entries.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.Written;

    /// <summary>How many entries there are.</summary>
    public int Entries { get; private set; }

    /// <summary>How many rows all entries have.</summary>
    public int Rows { get; private set; }

    /// <summary>Starts over, keeping the memory.</summary>
    public void Clear() => (_bytes.Length, Entries, Rows) = (0, 0, 0);

    /// <summary>Begins the entry of one stream.</summary>
    public void BeginStream(UInt128 hash, ReadOnlySpan<byte> canonicalLabels)
    {
        _entry = _bytes.Length;
        Span<byte> span = _bytes.Reserve(EntryHeaderSize + canonicalLabels.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(span, (ulong)hash);
        BinaryPrimitives.WriteUInt64LittleEndian(span[8..], (ulong)(hash >> 64));
        BinaryPrimitives.WriteUInt32LittleEndian(span[16..], (uint)canonicalLabels.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(span[20..], 0);
        canonicalLabels.CopyTo(span[EntryHeaderSize..]);
        Entries++;
    }

    /// <summary>Adds a row without structured metadata to the current stream.</summary>
    public void AddRow(long timestamp, ReadOnlySpan<byte> line)
    {
        BeginRow(timestamp);
        EndRow(line);
    }

    /// <summary>Begins a row of the current stream; its metadata follow, then <see cref="EndRow"/>.</summary>
    public void BeginRow(long timestamp)
    {
        _row = _bytes.Length;
        _pairs.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.Reserve(RowHeaderSize), timestamp);
    }

    /// <summary>Adds structured metadata to the current row, in any order of names. An empty name or value counts for nothing; of pairs with one name the last counts.</summary>
    public void AddMetadata(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.IsEmpty || value.IsEmpty)
        {
            return;
        }

        int start = _bytes.Length;
        WriteText(name);
        WriteText(value);
        _pairs.Add((start, name.Length, _bytes.Length - start));
    }

    /// <summary>Ends the current row with its line.</summary>
    public void EndRow(ReadOnlySpan<byte> line)
    {
        if (_pairs.Count > 1)
        {
            Canonicalize();
        }

        int metadata = _bytes.Length - _row - RowHeaderSize;
        line.CopyTo(_bytes.Reserve(line.Length));
        Span<byte> header = _bytes.At(_row, RowHeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)line.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)metadata);
        Span<byte> entry = _bytes.At(_entry + 20, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(entry, BinaryPrimitives.ReadUInt32LittleEndian(entry) + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]) + (uint)(_bytes.Length - _row));
        Rows++;
    }

    /// <summary>Takes the current row back, before or after its end.</summary>
    public void AbandonRow()
    {
        int rowBytes = _bytes.Length - _row;
        Span<byte> entry = _bytes.At(_entry + 20, 8);
        uint counted = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
        if (RowsOffset + (int)counted > _row)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(entry, BinaryPrimitives.ReadUInt32LittleEndian(entry) - 1);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], counted - (uint)rowBytes);
            Rows--;
        }

        _bytes.Length = _row;
    }

    /// <summary>Takes the current stream back with all of its rows, for instance because nothing of it may be stored.</summary>
    public void AbandonStream()
    {
        Rows -= (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes.At(_entry + 20, 4));
        _bytes.Length = _entry;
        Entries--;
    }

    /// <summary>Hands the buffer out and leaves the writer without one; the receiver returns it to <see cref="ArrayPool{T}.Shared"/>.</summary>
    public ArraySegment<byte> Detach()
    {
        ArraySegment<byte> segment = _bytes.Detach();
        Clear();
        return segment;
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Return();

    // Where the rows of the current entry begin.
    private int RowsOffset => _entry + EntryHeaderSize + (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes.At(_entry + 16, 4));

    private void WriteText(ReadOnlySpan<byte> text)
    {
        int start = _bytes.Length;
        Span<byte> span = _bytes.Reserve(Varint.MaxSize + text.Length);
        int at = Varint.Write(span, (ulong)text.Length);
        text.CopyTo(span[at..]);
        _bytes.Length = start + at + text.Length;
    }

    private ReadOnlySpan<byte> NameOf((int Start, int NameLength, int Length) pair)
    {
        ReadOnlySpan<byte> bytes = _bytes.At(pair.Start, pair.Length);
        int at = 0;
        _ = Varint.TryRead(bytes, ref at, out _);
        return bytes.Slice(at, pair.NameLength);
    }

    private void Canonicalize()
    {
        bool isCanonical = true;
        for (int i = 1; i < _pairs.Count && isCanonical; i++)
        {
            isCanonical = NameOf(_pairs[i - 1]).SequenceCompareTo(NameOf(_pairs[i])) < 0;
        }

        if (isCanonical)
        {
            return;
        }

        _pairs.Sort(_byName);
        int from = _row + RowHeaderSize, size = _bytes.Length - from;
        byte[] copy = ArrayPool<byte>.Shared.Rent(size);
        _bytes.At(from, size).CopyTo(copy);
        _bytes.Length = from;
        for (int i = 0; i < _pairs.Count; i++)
        {
            (int start, _, int length) = _pairs[i];
            if (i + 1 == _pairs.Count || !SameName(copy, from, _pairs[i], _pairs[i + 1]))
            {
                copy.AsSpan(start - from, length).CopyTo(_bytes.Reserve(length));
            }
        }

        ArrayPool<byte>.Shared.Return(copy);
    }

    private static bool SameName(byte[] copy, int from, (int Start, int NameLength, int Length) left, (int Start, int NameLength, int Length) right)
    {
        // Names of one length have length prefixes of one length, so both are compared together.
        int prefixed = LabelEncoding.VarintSize(left.NameLength) + left.NameLength;
        return left.NameLength == right.NameLength && copy.AsSpan(left.Start - from, prefixed).SequenceEqual(copy.AsSpan(right.Start - from, prefixed));
    }
}
