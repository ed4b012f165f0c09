using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Writing.</summary>
public sealed partial class MetricsShard
{
    /// <summary>
    /// Stores a batch (<see cref="MetricsBatchWriter"/>). When the task completes, what was accepted is durable, repeats of what was there included. The batch's memory must stay as it is
    /// until then if there are deltas in it; otherwise it is free again as soon as the method returns.
    /// </summary>
    /// <exception cref="ArgumentException">The batch's lengths do not fit its bytes; nothing was stored.</exception>
    /// <exception cref="LogUnavailableException">Nothing is known to be durable; the same batch may be sent again.</exception>
    /// <exception cref="LogClosedException">The silo's log was closed by another owner.</exception>
    /// <exception cref="OwnershipLostException">Another owner has the shard.</exception>
    /// <exception cref="ShardBrokenException">The shard must be opened anew.</exception>
    /// <exception cref="BlobUnavailableException">Totals that deltas must be added to could not be read; nothing was stored.</exception>
    public ValueTask<AppendResult> AppendAsync(ReadOnlyMemory<byte> batch)
    {
        lock (_gate)
        {
            ThrowIfNotWritable();
            if (!BatchLayout.IsSound(batch.Span, out bool hasDeltas))
            {
                throw new ArgumentException("The batch's lengths do not fit its bytes.", nameof(batch));
            }

            if (!hasDeltas || DeltaGaps.Find(batch.Span, _content.Head, _options, Now(), recalled: null).Count == 0)
            {
                return Apply(batch.Span, recalled: null);
            }
        }

        return AppendAfterRecallAsync(batch);
    }

    private void ThrowIfNotWritable()
    {
        ThrowIfBroken();
        if (_log.IsClosed)
        {
            Break($"silo log {_log.LogId} was closed by another owner");
            throw new LogClosedException(_log.LogId);
        }

        if (!_log.IsWritable)
        {
            throw new LogUnavailableException("the log does not take records now", retained: false);
        }
    }

    private ValueTask<AppendResult> Apply(ReadOnlySpan<byte> batch, DeltaHistory? recalled)
    {
        AppendResult result = Record(batch, recalled);
        bool changed = !_record.Written.IsEmpty;
        ValueTask durable = changed ? HandOver()
            : result.Samples + result.Histograms + result.Exemplars > 0
                // Only repeats: what they repeat was handed over, but may not be durable yet.
                ? _log.BarrierAsync()
                : ValueTask.CompletedTask;
        return durable.IsCompletedSuccessfully ? ValueTask.FromResult(result) : WhenDurable(durable, result, changed);
    }

    private AppendResult Record(ReadOnlySpan<byte> batch, DeltaHistory? recalled)
    {
        long now = Now();
        _record.Clear();
        try
        {
            var applier = new BatchApplier(_content, _record, _options, now);
            applier.Restore(recalled);
            applier.Apply(batch, ref _previousSeries);
            if (_oldestUnflushed == long.MaxValue && !_record.Written.IsEmpty)
            {
                _oldestUnflushed = now;
            }

            return applier.Result;
        }
        catch
        {
            Break("a batch failed half way");
            throw;
        }
    }

    private ValueTask HandOver()
    {
        _loggedBytes += _record.Written.Length;
        try
        {
            return _ownership.AppendAsync(_nextRecord++, _record.Written);
        }
        catch (Exception refused) when (refused is IOException or OwnershipLostException)
        {
            return ValueTask.FromException(refused);
        }
    }

    private async ValueTask<AppendResult> WhenDurable(ValueTask durable, AppendResult result, bool changed)
    {
        try
        {
            await durable.ConfigureAwait(false);
            return result;
        }
        catch (LogUnavailableException unavailable)
        {
            if (changed && !unavailable.Retained)
            {
                Break("the log refused a record that memory holds");
            }

            throw;
        }
        catch (Exception lost) when (lost is LogClosedException or OwnershipLostException)
        {
            Break(lost.Message);
            throw;
        }
    }
}
