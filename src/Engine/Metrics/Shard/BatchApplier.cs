using System.Buffers.Binary;
using Orleans.Obs.Engine.Ingest;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Ingest;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>
/// Applies one batch (<see cref="MetricsBatchWriter"/>) to a shard's content and writes what was new in it to a log record. The batch's lengths were checked by
/// <see cref="BatchLayout"/>. The rules: a sample is refused when it lies too far ahead of the clock, or before retention, or when another value is stored for its time; the same value
/// again is accepted and stored once; everything else is stored, in whatever order it comes. Values whose neighbours are in blocks already are not compared with those; where both hold a
/// time, readers take the later one.
/// </summary>
internal ref partial struct BatchApplier(ShardContent content, ShardRecordWriter record, MetricsShardOptions options, long now)
{
    private readonly MetricsHead _head = content.Head;
    private readonly AcceptedTimes _times = AcceptedTimes.Of(options, now);
    private RejectionLog<RejectReason> _rejections;
    private int _samples;
    private int _histograms;
    private int _exemplars;
    private ReadOnlySpan<byte> _labels;

    /// <summary>What became of the batch.</summary>
    public readonly AppendResult Result => new(_samples, _histograms, _exemplars, _rejections.All);

    /// <summary>Applies all entries. <paramref name="previous"/> is the series of the last entry, of this batch or the one before: a guess at the next one.</summary>
    public void Apply(ReadOnlySpan<byte> batch, ref uint previous)
    {
        while (!batch.IsEmpty)
        {
            BatchEntry entry = BatchEntry.TakeFrom(ref batch);
            _labels = entry.Labels;
            if (_head.Table.TryFind(entry.HashLow, entry.HashHigh, previous, out uint series) || TryAdd(entry, out series))
            {
                previous = series;
                ApplySamples(series, entry.Samples, entry.SampleSize);
                ApplyExtras(series, entry.Extras);
            }
        }
    }

    private void ApplySamples(uint series, ReadOnlySpan<byte> samples, int size)
    {
        for (; !samples.IsEmpty; samples = samples[size..])
        {
            long timestamp = BinaryPrimitives.ReadInt64LittleEndian(samples), bits = BinaryPrimitives.ReadInt64LittleEndian(samples[8..]);
            long start = size == 16 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(samples[16..]);
            if (!_times.Contains(timestamp))
            {
                RejectTime(timestamp);
                continue;
            }

            SampleOutcome outcome = _head.Append(series, timestamp, bits, start);
            if (outcome == SampleOutcome.Appended)
            {
                ref SeriesRecord known = ref _head.Table[series];
                Define(ref known, series);
                record.Add(series, timestamp, bits, start, known.Open.Preference);
            }
            else if (outcome == SampleOutcome.Conflict)
            {
                _rejections.Add(RejectReason.DuplicateTimestamp, 1, $"duplicate sample for timestamp {timestamp}", _labels);
                continue;
            }

            _samples++;
        }
    }

    private readonly void Define(ref SeriesRecord known, uint series)
    {
        if (!known.Has(SeriesRecord.Logged))
        {
            known.Set(SeriesRecord.Logged);
            record.Define(series, _head.Table);
        }
    }

    // An unknown series comes into being when its labels are right, limits allow it, and the entry has a sample that will be stored. Without one, exemplars and metadata are taken alone.
    private bool TryAdd(in BatchEntry entry, out uint series)
    {
        series = 0;
        ReadOnlySpan<byte> samples = entry.Samples, extras = entry.Extras;
        int size = entry.SampleSize;
        if (LabelRules.Check(_labels, options.Labels) is { } fault)
        {
            RejectEntry(fault.Reason, fault.Message, samples.Length / size, extras);
            return false;
        }

        if (!HasStorable(samples, size, extras))
        {
            for (; !samples.IsEmpty; samples = samples[size..])
            {
                RejectTime(BinaryPrimitives.ReadInt64LittleEndian(samples));
            }

            ApplyExtras(series, extras);
            return false;
        }

        if (options.MaxSeries > 0 && _head.Table.Count >= options.MaxSeries)
        {
            RejectEntry(RejectReason.SeriesLimit, $"per-tenant series limit exceeded ({options.MaxSeries} in this shard)", samples.Length / size, extras);
            return false;
        }

        if (options.MaxSeriesPerMetric > 0 && SeriesOfMetric() >= options.MaxSeriesPerMetric)
        {
            RejectEntry(RejectReason.MetricSeriesLimit, $"per-metric series limit exceeded ({options.MaxSeriesPerMetric} in this shard)", samples.Length / size, extras);
            return false;
        }

        series = _head.Table.Add(entry.HashLow, entry.HashHigh, _labels);
        return true;
    }

    private readonly uint SeriesOfMetric()
    {
        var reader = new LabelReader(_labels);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("__name__"u8))
            {
                return _head.Table.Pairs.TryFind(reader.Name, reader.Value, out uint pair) ? _head.Table.Pairs[pair].Series.Count : 0;
            }
        }

        return 0;
    }

    private readonly bool HasStorable(ReadOnlySpan<byte> samples, int size, ReadOnlySpan<byte> extras)
    {
        for (; !samples.IsEmpty; samples = samples[size..])
        {
            long timestamp = BinaryPrimitives.ReadInt64LittleEndian(samples);
            if (_times.Contains(timestamp))
            {
                return true;
            }
        }

        var extra = new ExtraReader(extras);
        while (extra.Read())
        {
            if (extra.IsSample && _times.Contains(extra.Time))
            {
                return true;
            }
        }

        return false;
    }

    private void RejectEntry(RejectReason reason, string message, int samples, ReadOnlySpan<byte> extras)
    {
        int items = samples;
        var extra = new ExtraReader(extras);
        while (extra.Read())
        {
            items += extra.Kind == MetricsExtras.MetadataKind ? 0 : 1;
        }

        _rejections.Add(reason, items, message, _labels);
    }

    private void RejectTime(long timestamp)
    {
        if (timestamp > _times.Newest)
        {
            _rejections.Add(RejectReason.TooFarInFuture, 1, $"out of bounds: timestamp {timestamp} is too far in the future", _labels);
        }
        else
        {
            _rejections.Add(RejectReason.TooOld, 1, $"too old sample: timestamp {timestamp} is before the retention", _labels);
        }
    }
}
