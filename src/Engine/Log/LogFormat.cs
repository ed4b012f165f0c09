using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Log;

/// <summary>
/// The bytes of a silo log; docs/formats/silo-log.md draws them. A segment is a header and then batches. A batch is what one append wrote, and its checksum covers
/// all of it, so that an append counts as a whole or not at all. Frames within a batch are records, and definitions that give a shard its number in this segment.
/// </summary>
internal static class LogFormat
{
    public const string Root = "logs/";
    public const int BatchHeaderSize = 4 + 4 + 8 + 4 + 4;
    public const int RecordHeaderSize = FrameHeaderSize + 8 + 8;
    public const int FrameHeaderSize = 4 + 4;
    public const int MaxPayloadSize = 64 << 20;
    public const uint DefinitionFlag = 0x8000_0000;
    private const int NameHeaderSize = 8 + 4 + 4;
    private const int DefinitionFixedSize = 1 + 4;

    public static ReadOnlySpan<byte> BatchMagic => "BTCH"u8;

    private static ReadOnlySpan<byte> SegmentMagic => "OBSLOG\0\x01"u8;

    private static ReadOnlySpan<byte> TombstoneMagic => "OBSEND\0\x01"u8;

    public static string FolderOf(string logId) => $"{Root}{logId}/";

    public static string NameOf(string logId, int segment) => string.Create(CultureInfo.InvariantCulture, $"{Root}{logId}/{segment:D8}");

    /// <summary>What every segment begins with.</summary>
    public static byte[] SegmentHeader(string logId, int segment) => Header(SegmentMagic, logId, segment);

    /// <summary>The whole of the blob that stands where a closed log's next segment would be.</summary>
    public static byte[] Tombstone(string logId, int segment) => Header(TombstoneMagic, logId, segment);

    /// <summary>The start value of batch checksums: batches of another segment or log do not verify here.</summary>
    public static uint SaltOf(ReadOnlySpan<byte> segmentHeader) => BinaryPrimitives.ReadUInt32LittleEndian(segmentHeader[^4..]);

    public static int DefinitionSize(ShardKey shard) => FrameHeaderSize + DefinitionFixedSize + Encoding.UTF8.GetByteCount(shard.Tenant);

    public static void WriteDefinition(Span<byte> destination, uint number, ShardKey shard)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)(destination.Length - FrameHeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], number | DefinitionFlag);
        destination[8] = (byte)shard.Signal;
        BinaryPrimitives.WriteInt32LittleEndian(destination[9..], shard.Slot);
        Encoding.UTF8.GetBytes(shard.Tenant, destination[(FrameHeaderSize + DefinitionFixedSize)..]);
    }

    public static ShardKey? ReadDefinition(ReadOnlySpan<byte> payload) => payload.Length <= DefinitionFixedSize ? null
        : new ShardKey(Encoding.UTF8.GetString(payload[DefinitionFixedSize..]), (Signal)payload[0], BinaryPrimitives.ReadInt32LittleEndian(payload[1..]));

    public static void WriteRecord(Span<byte> destination, uint number, long epoch, ulong sequence, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)(payload.Length + RecordHeaderSize - FrameHeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], number);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], sequence);
        payload.CopyTo(destination[RecordHeaderSize..]);
    }

    /// <summary>The record whose frame, already verified, begins at an offset.</summary>
    public static ReplayRecord ReadRecord(ReadOnlySpan<byte> segment, int offset)
    {
        ReadOnlySpan<byte> frame = segment[offset..];
        int length = BinaryPrimitives.ReadInt32LittleEndian(frame) + FrameHeaderSize - RecordHeaderSize;
        return new ReplayRecord(
            BinaryPrimitives.ReadInt64LittleEndian(frame[8..]), BinaryPrimitives.ReadUInt64LittleEndian(frame[16..]), frame.Slice(RecordHeaderSize, length));
    }

    /// <summary>Fills in the header of a batch whose frames stand behind it.</summary>
    public static void WriteBatchHeader(Span<byte> batch, long offset, uint salt)
    {
        BatchMagic.CopyTo(batch);
        BinaryPrimitives.WriteInt32LittleEndian(batch[4..], batch.Length - BatchHeaderSize);
        BinaryPrimitives.WriteInt64LittleEndian(batch[8..], offset);
        BinaryPrimitives.WriteUInt32LittleEndian(batch[16..], Crc32C.Of(batch[BatchHeaderSize..], salt));
        BinaryPrimitives.WriteUInt32LittleEndian(batch[20..], Crc32C.Of(batch[..20], salt));
    }

    /// <summary>The length of the frames behind a batch header that is whole, and belongs at this offset of this segment; otherwise -1.</summary>
    public static int ReadBatchHeader(ReadOnlySpan<byte> bytes, long offset, uint salt)
    {
        bool whole = bytes.Length >= BatchHeaderSize && bytes.StartsWith(BatchMagic)
            && BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]) == offset
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) == Crc32C.Of(bytes[..20], salt);
        return whole ? BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) : -1;
    }

    /// <summary>Do the frames behind a whole batch header match its checksum?</summary>
    public static bool Verify(ReadOnlySpan<byte> batch, uint salt)
        => BinaryPrimitives.ReadUInt32LittleEndian(batch[16..]) == Crc32C.Of(batch[BatchHeaderSize..], salt);

    public static bool IsTombstone(ReadOnlySpan<byte> blob, string logId, int segment) => blob.SequenceEqual(Tombstone(logId, segment));

    private static byte[] Header(ReadOnlySpan<byte> magic, string logId, int segment)
    {
        int nameLength = Encoding.UTF8.GetByteCount(logId);
        byte[] header = new byte[NameHeaderSize + nameLength + 4];
        magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), segment);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), nameLength);
        Encoding.UTF8.GetBytes(logId, header.AsSpan(NameHeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(NameHeaderSize + nameLength), Crc32C.Of(header.AsSpan(0, NameHeaderSize + nameLength)));
        return header;
    }
}
