using System.Globalization;
using System.Security.Cryptography;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Log;

/// <summary>
/// The write-ahead log of one silo over a blob store, with group commit. Records are copied into the open batch under a short lock. A pump, which runs only while there is
/// something to write, takes everything gathered so far and writes it as one append; while that is under way the next batch gathers. All records of a batch wait for
/// one promise. A batch that fails stays at the head of the queue with its bytes and its place in the log until it gets through or the log is closed.
/// </summary>
public sealed class SiloLog : ISiloLog, IThreadPoolWorkItem, IAsyncDisposable
{
    private readonly SiloLogOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<IThreadPoolWorkItem> _schedule;
    private readonly LogSegmentWriter _segments;
    private readonly LogTruncation _truncation;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;

    private readonly Lock _lock = new();
    private readonly Dictionary<ShardKey, LoggedShard> _shards = [];
    private readonly LogQueue _queue;
    private volatile Exception? _refusal;
    private bool _pumping;
    private long _lastFlush;

    /// <summary>Starts a log; nothing is written before the first record.</summary>
    /// <param name="store">Where the segments go.</param>
    /// <param name="logId">A name never used before, see <see cref="NewLogId"/>.</param>
    /// <param name="options">Grouping, bounds and retries.</param>
    /// <param name="time">The clock of pacing and retries.</param>
    public SiloLog(IBlobStore store, string logId, SiloLogOptions options, TimeProvider time)
        : this(store, logId, options, time, static pump => ThreadPool.UnsafeQueueUserWorkItem(pump, preferLocal: false))
    {
    }

    internal SiloLog(IBlobStore store, string logId, SiloLogOptions options, TimeProvider time, Action<IThreadPoolWorkItem> schedule)
    {
        BlobName.Validate(logId);
        (LogId, _options, _time, _schedule) = (logId, options, time, schedule);
        _segments = new LogSegmentWriter(store, logId);
        _truncation = new LogTruncation(store, logId);
        _queue = new LogQueue(logId, options);
        _stopping = _stop.Token;
    }

    /// <inheritdoc/>
    public string LogId { get; }

    /// <inheritdoc/>
    public bool IsWritable => _refusal is null && _queue.Bytes < _options.MaxQueuedBytes;

    /// <inheritdoc/>
    public bool IsClosed => _refusal is LogClosedException;

    /// <summary>Bytes handed over that are not durable yet.</summary>
    public long QueuedBytes => _queue.Bytes;

    /// <summary>For how long the write under way has been tried; zero when all is durable.</summary>
    public TimeSpan Lag => _queue.Bytes == 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _lastFlush));

    /// <summary>Completes once another owner closed this log: give its shards up and open a new log.</summary>
    public Task Closed => _closed.Task;

    /// <inheritdoc/>
    public LogPosition Tail
    {
        get
        {
            lock (_lock)
            {
                return _queue.Tail;
            }
        }
    }

    /// <summary>A log name never used before: sorts by time and names the silo, as far as blob names can.</summary>
    public static string NewLogId(string silo, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(time);
        return string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMddHHmmss}-{NameOf(silo)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
    }

    /// <summary>Is it a name that <see cref="NewLogId"/> made for this silo?</summary>
    public static bool IsLogOf(string logId, string silo)
    {
        ArgumentNullException.ThrowIfNull(logId);
        ArgumentNullException.ThrowIfNull(silo);
        const int Before = 15, After = 9;
        return logId.Length > Before + After && logId.AsSpan(Before..^After).SequenceEqual(NameOf(silo));
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(ShardKey shard, long epoch, ulong sequence, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, LogFormat.MaxPayloadSize, nameof(payload));
        lock (_lock)
        {
            Exception? refusal = _refusal;
            if (refusal is not (null or LogUnavailableException { Retained: true }))
            {
                return ValueTask.FromException(refusal);
            }

            if (_queue.Bytes + payload.Length > 2L * _options.MaxQueuedBytes)
            {
                return ValueTask.FromException(new LogUnavailableException($"{_queue.Bytes} bytes wait to be written to silo log {LogId}", retained: false));
            }

            LoggedShard logged = Logged(shard);
            if (epoch < logged.Epoch)
            {
                return ValueTask.FromException(new OwnershipLostException(shard, epoch));
            }

            logged.Epoch = epoch;
            LogBatch batch = Write(shard, logged, epoch, sequence, payload);
            if (!_pumping)
            {
                _pumping = true;
                _schedule(this);
            }

            return refusal is null ? new ValueTask(batch.Durable.Task) : ValueTask.FromException(refusal);
        }
    }

    /// <inheritdoc/>
    public ValueTask BarrierAsync()
    {
        lock (_lock)
        {
            return _queue.Last is not { } last ? ValueTask.CompletedTask
                : _refusal is { } refusal ? ValueTask.FromException(refusal)
                : new ValueTask(last.Durable.Task);
        }
    }

    /// <inheritdoc/>
    public LogPosition Fence(ShardKey shard, long epoch)
    {
        lock (_lock)
        {
            LoggedShard logged = Logged(shard);
            logged.Epoch = Math.Max(logged.Epoch, epoch);
            return _queue.Tail;
        }
    }

    /// <inheritdoc/>
    public void Release(ShardKey shard, LogPosition? position)
    {
        int needed;
        lock (_lock)
        {
            Logged(shard).Release(position);
            needed = NeededSegment();
            bool idle = _refusal is null && !_pumping && _shards.Values.All(static logged => logged.NeedsFrom is null);
            if (idle && _queue.TryBeginSegment(_options.IdleSegmentBytes))
            {
                _pumping = true;
                _schedule(this);
            }
        }

        _truncation.Allow(needed);
    }

    /// <summary>The shards that segments are kept for.</summary>
    public IReadOnlyList<ShardKey> Retaining()
    {
        lock (_lock)
        {
            return [.. _shards.Where(logged => logged.Value.NeedsFrom is not null).Select(logged => logged.Key)];
        }
    }

    /// <summary>
    /// Makes what was handed over durable and seals the log for good. When the store fails it gives up after the try under way: whoever takes the shards closes the log then.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        ValueTask drained;
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            drained = BarrierAsync();
            _refusal = IsClosed ? _refusal : new LogUnavailableException($"silo log {LogId} is shutting down", retained: false);
        }

        try
        {
            await drained.ConfigureAwait(false);
            await _segments.SealAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Closed by another owner, or the store is failing: then whoever takes the shards over reads this log as that of a crashed silo.
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _truncation.IdleAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    private static string NameOf(string silo) => string.Concat(silo.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '.' ? letter : '-'));

    private LoggedShard Logged(ShardKey shard)
    {
        if (!_shards.TryGetValue(shard, out LoggedShard? logged))
        {
            _shards[shard] = logged = new LoggedShard((uint)_shards.Count);
        }

        return logged;
    }

    /// <summary>The oldest segment that is still needed: by a shard, or to be written.</summary>
    private int NeededSegment()
    {
        int needed = _segments.Segment;
        foreach (LoggedShard logged in _shards.Values)
        {
            needed = Math.Min(needed, logged.NeedsFrom?.Segment ?? needed);
        }

        return needed;
    }

    private LogBatch Write(ShardKey shard, LoggedShard logged, long epoch, ulong sequence, ReadOnlySpan<byte> payload)
    {
        int size = LogFormat.RecordHeaderSize + payload.Length;
        LogBatch batch = _queue.Open(size);
        int before = batch.Length;
        if (logged.DefinedIn != batch.Segment)
        {
            batch.AddDefinition(logged.Number, shard);
            logged.DefinedIn = batch.Segment;
        }

        logged.NeedsFrom ??= batch.End;
        batch.AddRecord(logged.Number, epoch, sequence, payload);
        logged.End = batch.End;
        _queue.Grew(batch.Length - before);
        return batch;
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            await PaceAsync().ConfigureAwait(false);
            LogBatch? batch;
            lock (_lock)
            {
                batch = _queue.Take();
                if (batch is null)
                {
                    _pumping = false;
                    return;
                }
            }

            batch.Finish();
            if (!await FlushAsync(batch).ConfigureAwait(false))
            {
                return;
            }

            TaskCompletionSource durable;
            int needed;
            lock (_lock)
            {
                durable = batch.Durable;
                _queue.Drop(batch);
                _refusal = _refusal is LogUnavailableException { Retained: true } ? null : _refusal;
                needed = batch.Offset == 0 ? NeededSegment() : 0;
            }

            durable.TrySetResult();
            _truncation.Allow(needed);
        }
    }

    /// <summary>Lets a batch gather for the flush interval when the log is busy.</summary>
    private async ValueTask PaceAsync()
    {
        TimeSpan wait = _options.FlushInterval - _time.GetElapsedTime(_lastFlush);
        if (wait > TimeSpan.Zero && _lastFlush != 0)
        {
            await Task.Delay(wait, _time).ConfigureAwait(false);
        }

        _lastFlush = _time.GetTimestamp();
    }

    /// <summary>Tries until the batch is durable; false when that will not happen.</summary>
    private async ValueTask<bool> FlushAsync(LogBatch batch)
    {
        for (TimeSpan delay = _options.RetryDelay; ; delay = delay * 2 < _options.MaxRetryDelay ? delay * 2 : _options.MaxRetryDelay)
        {
            try
            {
                if (await _segments.WriteAsync(batch).ConfigureAwait(false))
                {
                    return true;
                }

                Refuse(new LogClosedException(LogId));
                _closed.TrySetResult();
                return false;
            }
            catch (Exception failure)
            {
                // Whatever it was, the bytes may not be durable: they stay until a try succeeds.
                Refuse(new LogUnavailableException($"silo log {LogId}: {failure.Message}", retained: true, failure));
            }

            try
            {
                await Task.Delay(delay, _time, _stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private void Refuse(Exception reason)
    {
        lock (_lock)
        {
            _refusal = _refusal is null or LogUnavailableException { Retained: true } || reason is LogClosedException ? reason : _refusal;
            _queue.Fail(reason);
        }
    }
}
