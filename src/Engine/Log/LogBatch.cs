using System.Buffers;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Log;

/// <summary>
/// The bytes of one append, and the promise that all its records share. Where it goes is fixed when it begins, so that retries write the same bytes to the same place.
/// </summary>
internal sealed class LogBatch
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
    private int _header;
    private uint _salt;

    public int Segment { get; private set; }

    public long Offset { get; private set; }

    public int Length { get; private set; }

    public LogPosition End => new(Segment, Offset + Length);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    public TaskCompletionSource Durable { get; private set; } = NewPromise();

    /// <summary>Starts over at a position; a batch at the start of a segment carries the segment's header.</summary>
    public void Begin(LogPosition position, ReadOnlySpan<byte> segmentHeader)
    {
        (Segment, Offset, Length) = (position.Segment, position.Offset, 0);
        Durable = NewPromise();
        _salt = LogFormat.SaltOf(segmentHeader);
        if (position.Offset == 0)
        {
            segmentHeader.CopyTo(Reserve(segmentHeader.Length));
        }

        _header = Length;
        Reserve(LogFormat.BatchHeaderSize);
    }

    public void AddDefinition(uint number, ShardKey shard) => LogFormat.WriteDefinition(Reserve(LogFormat.DefinitionSize(shard)), number, shard);

    public void AddRecord(uint number, long epoch, ulong sequence, ReadOnlySpan<byte> payload)
        => LogFormat.WriteRecord(Reserve(LogFormat.RecordHeaderSize + payload.Length), number, epoch, sequence, payload);

    /// <summary>Computes the checksums; nothing may be added afterwards.</summary>
    public void Finish() => LogFormat.WriteBatchHeader(_buffer.AsSpan(_header, Length - _header), Offset + _header, _salt);

    /// <summary>Tells those who wait that it did not work, and lets later ones wait for another try.</summary>
    public void Fail(Exception failure)
    {
        TaskCompletionSource failed = Durable;
        Durable = NewPromise();
        failed.TrySetException(failure);
        _ = failed.Task.Exception; // Observed: a batch may have nobody who waits.
    }

    private static TaskCompletionSource NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Span<byte> Reserve(int size)
    {
        int length = Length + size;
        if (length > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, _buffer.Length * 2));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        Span<byte> reserved = _buffer.AsSpan(Length, size);
        Length = length;
        return reserved;
    }
}
