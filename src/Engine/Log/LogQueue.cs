namespace Orleans.Obs.Engine.Log;

/// <summary>
/// The batches of a log that are not durable yet, oldest first: one that the pump writes, full ones, and the open one that records go to. Gives every batch its place
/// in the log when it begins. Callers hold the log's lock.
/// </summary>
internal sealed class LogQueue(string logId, SiloLogOptions options)
{
    private const int SpareBatches = 4;

    private readonly Queue<LogBatch> _full = new();
    private readonly Stack<LogBatch> _spare = new();
    private byte[] _segmentHeader = LogFormat.SegmentHeader(logId, 0);
    private LogPosition _end;
    private int _appendsInSegment;
    private bool _segmentEnds;
    private LogBatch? _open;
    private LogBatch? _writing;
    private long _bytes;

    /// <summary>Bytes of all batches; may be read without the lock.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The position behind everything handed over.</summary>
    public LogPosition Tail => _open?.End ?? (SegmentIsFull ? new LogPosition(_end.Segment + 1, 0) : _end);

    /// <summary>The youngest batch; null when everything is durable.</summary>
    public LogBatch? Last => _open ?? (_full.Count > 0 ? _full.Last() : _writing);

    private bool SegmentIsFull => _segmentEnds || _end.Offset >= options.SegmentBytes || _appendsInSegment >= options.SegmentAppends;

    /// <summary>The batch that takes the next record, of which the frames need up to <paramref name="size"/> bytes.</summary>
    public LogBatch Open(int size)
    {
        if (_open is { } open && open.Length + size > options.MaxBatchBytes && open.Length > LogFormat.BatchHeaderSize)
        {
            Close(open);
            _full.Enqueue(open);
        }

        if (_open is null)
        {
            _open = _spare.TryPop(out LogBatch? spare) ? spare : new LogBatch();
            if (SegmentIsFull)
            {
                _end = new LogPosition(_end.Segment + 1, 0);
                (_appendsInSegment, _segmentEnds) = (0, false);
                _segmentHeader = LogFormat.SegmentHeader(logId, _end.Segment);
            }

            _open.Begin(_end, _segmentHeader);
            _appendsInSegment++;
            _bytes += _open.Length;
        }

        return _open;
    }

    /// <summary>Begins a segment with a batch of no records when all is durable and the segment so far has at least so many bytes.</summary>
    public bool TryBeginSegment(long leastBytes)
    {
        if (Last is not null || _end.Offset < leastBytes)
        {
            return false;
        }

        _segmentEnds = true;
        Open(size: 0);
        return true;
    }

    /// <summary>Counts bytes that were added to the open batch.</summary>
    public void Grew(int bytes) => Volatile.Write(ref _bytes, _bytes + bytes);

    /// <summary>The oldest batch, to be written; null when everything is durable.</summary>
    public LogBatch? Take()
    {
        if (!_full.TryDequeue(out _writing) && _open is { } open)
        {
            Close(open);
            _writing = open;
        }

        return _writing;
    }

    /// <summary>Drops the batch taken, which is durable now.</summary>
    public void Drop(LogBatch written)
    {
        _writing = null;
        Volatile.Write(ref _bytes, _bytes - written.Length);
        if (_spare.Count < SpareBatches)
        {
            _spare.Push(written);
        }
    }

    /// <summary>Tells everybody who waits; the batches stay.</summary>
    public void Fail(Exception failure)
    {
        _writing?.Fail(failure);
        foreach (LogBatch batch in _full)
        {
            batch.Fail(failure);
        }

        _open?.Fail(failure);
    }

    private void Close(LogBatch open)
    {
        _end = open.End;
        _open = null;
    }
}
