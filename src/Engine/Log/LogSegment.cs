using System.Buffers;
using System.Buffers.Binary;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Log;

/// <summary>One segment in memory, verified, with the places of every shard's records.</summary>
internal sealed class LogSegment : IDisposable
{
    private static readonly IReadOnlyList<int> s_none = [];

    private readonly string _name;
    private readonly Dictionary<ShardKey, List<int>> _records = [];
    private byte[] _bytes;
    private int _length;

    private LogSegment(string logId, int number)
    {
        (LogId, Number, _name) = (logId, number, LogFormat.NameOf(logId, number));
        _bytes = [];
    }

    public string LogId { get; }

    public int Number { get; }

    /// <summary>No blob has the segment's name.</summary>
    public bool IsAbsent { get; private set; }

    /// <summary>The log was closed before this segment came into being.</summary>
    public bool IsTombstone { get; private set; }

    /// <summary>Where an append begins that was cut short; null when everything is whole.</summary>
    public int? TornAt { get; private set; }

    public byte[] Bytes => _bytes;

    /// <exception cref="CorruptBlockException">Something is damaged that had become durable: whole batches follow it.</exception>
    public static async Task<LogSegment> LoadAsync(IBlobStore store, string logId, int number)
    {
        var segment = new LogSegment(logId, number);
        if (await store.StatAsync(segment._name, CancellationToken.None).ConfigureAwait(false) is not { } blob)
        {
            segment.IsAbsent = true;
            return segment;
        }

        if (blob.Length > Array.MaxLength)
        {
            throw new CorruptBlockException(segment._name, Array.MaxLength, "no segment is that long");
        }

        segment._bytes = ArrayPool<byte>.Shared.Rent((int)blob.Length);
        try
        {
            BlobRead? read = await store.ReadAsync(segment._name, 0, segment._bytes.AsMemory(0, (int)blob.Length), CancellationToken.None).ConfigureAwait(false);
            segment._length = read?.Count ?? 0;
            segment.IsAbsent = read is null;
            segment.Parse();
            return segment;
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    /// <summary>The offsets of the shard's records, ascending.</summary>
    public IReadOnlyList<int> RecordsOf(ShardKey shard) => _records.GetValueOrDefault(shard) ?? s_none;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Parse()
    {
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, _length);
        IsTombstone = LogFormat.IsTombstone(bytes, LogId, Number);
        if (IsTombstone || IsAbsent)
        {
            return;
        }

        byte[] header = LogFormat.SegmentHeader(LogId, Number);
        uint salt = LogFormat.SaltOf(header);
        int at = bytes.StartsWith(header) ? header.Length : 0;
        var shards = new Dictionary<uint, ShardKey>();
        while (at < bytes.Length)
        {
            int length = at == 0 ? -1 : LogFormat.ReadBatchHeader(bytes[at..], at, salt);
            if (length < 0 || length > bytes.Length - at - LogFormat.BatchHeaderSize || !LogFormat.Verify(bytes.Slice(at, LogFormat.BatchHeaderSize + length), salt))
            {
                RefuseDamage(bytes, at, salt);
                TornAt = at;
                return;
            }

            ParseBatch(bytes, at + LogFormat.BatchHeaderSize, at + LogFormat.BatchHeaderSize + length, shards);
            at += LogFormat.BatchHeaderSize + length;
        }
    }

    private void ParseBatch(ReadOnlySpan<byte> bytes, int at, int end, Dictionary<uint, ShardKey> shards)
    {
        while (at < end)
        {
            uint length = end - at >= LogFormat.FrameHeaderSize ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : uint.MaxValue;
            if (length > end - at - LogFormat.FrameHeaderSize)
            {
                throw new CorruptBlockException(_name, at, "a frame is longer than its batch");
            }

            uint number = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            if ((number & LogFormat.DefinitionFlag) != 0)
            {
                shards[number & ~LogFormat.DefinitionFlag] = LogFormat.ReadDefinition(bytes.Slice(at + LogFormat.FrameHeaderSize, (int)length))
                    ?? throw new CorruptBlockException(_name, at, "a definition is too short");
            }
            else if (length < LogFormat.RecordHeaderSize - LogFormat.FrameHeaderSize || !shards.TryGetValue(number, out ShardKey shard))
            {
                throw new CorruptBlockException(_name, at, "a record is too short, or its shard undefined");
            }
            else
            {
                if (!_records.TryGetValue(shard, out List<int>? records))
                {
                    _records[shard] = records = [];
                }

                records.Add(at);
            }

            at += LogFormat.FrameHeaderSize + (int)length;
        }
    }

    /// <summary>
    /// A batch is written only when the one before it is durable. So damage with a whole batch header anywhere behind it is damage to durable bytes; without one it
    /// can be the last append, which the owner did not live to see through.
    /// </summary>
    private void RefuseDamage(ReadOnlySpan<byte> bytes, int at, uint salt)
    {
        for (int next = at + 1; ; next++)
        {
            int found = bytes[next..].IndexOf(LogFormat.BatchMagic);
            if (found < 0)
            {
                return;
            }

            next += found;
            if (LogFormat.ReadBatchHeader(bytes[next..], next, salt) >= 0)
            {
                throw new CorruptBlockException(_name, at, "a batch does not match its checksum");
            }
        }
    }
}
