using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Writing.</summary>
public sealed partial class MetricsShard
{
    /// <summary>
    /// Stores a batch (<see cref="MetricsBatchWriter"/>). When the task completes, what was accepted is durable, repeats of what was there included. The batch's memory is free again as
    /// soon as the method returns.
    /// </summary>
    /// <exception cref="ArgumentException">The batch's lengths do not fit its bytes; nothing was stored.</exception>
    /// <exception cref="LogUnavailableException">Nothing is known to be durable; the same batch may be sent again.</exception>
    /// <exception cref="LogClosedException">The silo's log was closed by another owner.</exception>
    /// <exception cref="OwnershipLostException">Another owner has the shard.</exception>
    /// <exception cref="ShardBrokenException">The shard must be opened anew.</exception>
    public ValueTask<AppendResult> AppendAsync(ReadOnlyMemory<byte> batch)
    {
        ValueTask durable;
        AppendResult result;
        bool changed;
        lock (_gate)
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

            if (!BatchLayout.IsSound(batch.Span))
            {
                throw new ArgumentException("The batch's lengths do not fit its bytes.", nameof(batch));
            }

            result = Apply(batch.Span);
            changed = !_record.Written.IsEmpty;
            if (changed)
            {
                durable = HandOver();
            }
            else if (result.Samples + result.Histograms + result.Exemplars > 0)
            {
                // Only repeats: what they repeat was handed over, but may not be durable yet.
                durable = _log.BarrierAsync();
            }
            else
            {
                return ValueTask.FromResult(result);
            }
        }

        return durable.IsCompletedSuccessfully ? ValueTask.FromResult(result) : WhenDurable(durable, result, changed);
    }

    private AppendResult Apply(ReadOnlySpan<byte> batch)
    {
        long now = Now();
        _record.Clear();
        try
        {
            var applier = new BatchApplier(_content, _record, _options, now);
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
