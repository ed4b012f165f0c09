using System.Buffers.Binary;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>
/// Deltas: what is stored, and logged, are the totals that they come to. A delta whose time has a sample already was counted, so sending one again counts it once. What an earlier total
/// lies in blocks only was brought back before (<see cref="DeltaGaps"/>).
/// </summary>
internal ref partial struct BatchApplier
{
    private readonly long DeltaMemory => (long)options.DeltaMemory.TotalMilliseconds;

    private readonly long DeltaLateness => (long)options.DeltaLateness.TotalMilliseconds;

    /// <summary>Takes stored samples on which deltas of the batch build back into the head, and into the record. Series for which there is no room are left to be refused.</summary>
    public readonly void Restore(DeltaHistory? history)
    {
        foreach ((LabelSet labels, SampleBuffer samples) in history?.Found ?? [])
        {
            UInt128 hash = labels.Hash;
            ulong low = (ulong)hash, high = (ulong)(hash >> 64);
            if (_head.Table.TryFind(low, high, uint.MaxValue, out uint series))
            {
                Restore(series, samples);
            }
            else if (options.MaxSeries <= 0 || _head.Table.Count < options.MaxSeries)
            {
                Restore(_head.Table.Add(low, high, labels.Bytes), samples);
            }
        }
    }

    private readonly void Restore(uint series, SampleBuffer samples)
    {
        SampleBuffer added = _head.Restore(series, samples);
        for (int i = 0; i < added.Count; i++)
        {
            Log(series, added.Timestamps[i], new SeriesTotal(added.Values[i], added.Histograms?[i], added.StartTimestamps?[i] ?? 0));
        }
    }

    private void ApplyDelta(uint series, ReadOnlySpan<byte> body)
    {
        if (Add(series, TimeOf(body), new SeriesTotal(BinaryPrimitives.ReadDoubleLittleEndian(body[16..]), null, StartOf(body))))
        {
            _samples++;
        }
    }

    private void ApplyHistogramDelta(uint series, ReadOnlySpan<byte> body)
    {
        if (ReadHistogram(body) is { } histogram && Add(series, TimeOf(body), new SeriesTotal(double.NaN, histogram, StartOf(body))))
        {
            _histograms++;
        }
    }

    private static long TimeOf(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadInt64LittleEndian(body);

    private static long StartOf(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadInt64LittleEndian(body[8..]);

    /// <summary>Adds a delta, unless it is there already; false when it was refused.</summary>
    private bool Add(uint series, long time, in SeriesTotal delta)
    {
        if (!_times.Contains(time))
        {
            RejectTime(time);
            return false;
        }

        long newest = _head.Table[series].Open.LastTime;
        if (time <= newest)
        {
            return time == newest || AddLate(series, time, newest, delta);
        }

        if (_head.TryTakeNewestBack(series, out long taken, out SeriesTotal before))
        {
            Log(series, taken, before);
        }

        SeriesTotal total = _head.NewestTotal(series, time - DeltaMemory) is { } earlier ? earlier.Plus(delta) : delta;
        _head.Append(series, time, total);
        Log(series, time, total);
        return true;
    }

    private readonly void Log(uint series, long time, in SeriesTotal total)
    {
        ref SeriesRecord known = ref _head.Table[series];
        Define(ref known, series);
        if (total.Histogram is { } histogram)
        {
            record.Add(series, time, histogram, total.Start);
        }
        else
        {
            record.Add(series, time, BitConverter.DoubleToInt64Bits(total.Value), total.Start, known.Open.Preference);
        }
    }

    private bool AddLate(uint series, long time, long newest, in SeriesTotal delta)
    {
        if (time < newest - DeltaLateness)
        {
            _rejections.Add(RejectReason.TooOld, 1, $"delta for timestamp {time} came too late: newer ones up to {newest} were added already", _labels);
            return false;
        }

        SeriesTotal? earlier = _head.TotalBefore(series, time, time - DeltaMemory, out bool isThere);
        if (isThere)
        {
            return true;
        }

        SeriesTotal total = earlier is { } known ? known.Plus(delta) : delta;
        _head.InsertLate(series, time, total, delta);
        Define(ref _head.Table[series], series);
        if (total.Histogram is { } histogram)
        {
            record.AddLate(series, time, total.Start, histogram, delta.Histogram!);
        }
        else
        {
            record.AddLate(series, time, total.Start, total.Value, delta.Value);
        }

        return true;
    }
}
