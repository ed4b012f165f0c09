using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>
/// Series that grow by deltas. What is stored are their totals, as for any counter: a delta newer than everything else is added to the newest total and appended. One that comes late is
/// put where it belongs, and all later totals grow by it, so the order in which deltas arrive makes no difference. From its earliest sample here on, the head must have all
/// samples of such a series: <see cref="Restore"/> brings back what was cut.
/// </summary>
internal sealed partial class MetricsHead
{
    private readonly SampleBuffer _whole = new();

    /// <summary>The newest total; null when there is none, it is stale, or older than <paramref name="oldest"/>.</summary>
    public SeriesTotal? NewestTotal(uint series, long oldest) =>
        Table[series].Open.LastTime is var time && time != long.MinValue && time >= oldest && Newest(series) is { IsStale: false } newest ? newest : null;

    /// <summary>
    /// When a cut took all samples of a series, takes the newest back, which is remembered: the next is added to it, and what comes late between both finds it here. False when
    /// there are others, or none to take.
    /// </summary>
    public bool TryTakeNewestBack(uint series, out long time, out SeriesTotal newest)
    {
        ref SeriesRecord record = ref Table[series];
        time = record.Open.LastTime;
        newest = default;
        if (time == long.MinValue || record.Open.Count > 0 || record.Sealed != 0 || (record.Has(SeriesRecord.HasSide) && !_sides[series].IsEmpty))
        {
            return false;
        }

        newest = Newest(series);
        var samples = new SampleBuffer();
        Add(samples, time, newest);
        Replace(series, 0, samples);
        return true;
    }

    /// <summary>
    /// The total at the time just before <paramref name="time"/>, of those that are not older than <paramref name="oldest"/>; null when there is none. Says besides whether there is
    /// a sample at that very time.
    /// </summary>
    public SeriesTotal? TotalBefore(uint series, long time, long oldest, out bool isTaken)
    {
        Gather(series);
        int at = Array.BinarySearch(_whole.Timestamps, 0, _whole.Count, time);
        isTaken = at >= 0;
        int before = (isTaken ? at : ~at) - 1;
        return before < 0 || _whole.Timestamps[before] < oldest ? null : TotalAt(before);
    }

    /// <summary>The time of the earliest sample in the head; <see cref="long.MaxValue"/> when there is none.</summary>
    public long EarliestTime(uint series)
    {
        HeadLayer layer = LayerOf(series);
        return layer.Count == 0 ? long.MaxValue : layer.RangeOf(0).MinTime;
    }

    /// <summary>Puts a total before newer ones, and lets those grow by the delta.</summary>
    public void InsertLate(uint series, long time, in SeriesTotal total, in SeriesTotal delta)
    {
        Gather(series);
        int count = _whole.Count, at = Array.BinarySearch(_whole.Timestamps, 0, count, time);
        if (at >= 0)
        {
            return;
        }

        var samples = new SampleBuffer();
        samples.EnsureCapacity(count + 1);
        for (int i = 0; i < ~at; i++)
        {
            samples.AddFrom(_whole, i);
        }

        Add(samples, time, total);
        for (int i = ~at; i < count; i++)
        {
            if (TotalAt(i) is { } later && (later.Histogram is null) == (delta.Histogram is null))
            {
                Add(samples, _whole.Timestamps[i], later.Plus(delta));
            }
            else
            {
                samples.AddFrom(_whole, i);
            }
        }

        Replace(series, count, samples);
    }

    /// <summary>
    /// Takes samples back into the head that a cut has taken out of it. Where the head has a sample of the same time, that one stays. Returns the samples that are new here, in order of time.
    /// </summary>
    public SampleBuffer Restore(uint series, SampleBuffer recalled)
    {
        Gather(series);
        SampleBuffer all = new(), added = new();
        int here = 0, count = _whole.Count;
        for (int i = 0; i < recalled.Count; i++)
        {
            long time = recalled.Timestamps[i];
            for (; here < count && _whole.Timestamps[here] < time; here++)
            {
                all.AddFrom(_whole, here);
            }

            if (here == count || _whole.Timestamps[here] != time)
            {
                all.AddFrom(recalled, i);
                added.AddFrom(recalled, i);
            }
        }

        for (; here < count; here++)
        {
            all.AddFrom(_whole, here);
        }

        if (added.Count > 0)
        {
            Replace(series, count, all);
        }

        return added;
    }

    /// <summary>Appends a total that is newer than everything else.</summary>
    public SampleOutcome Append(uint series, long time, in SeriesTotal total) => total.Histogram is { } histogram
        ? Append(series, time, histogram, total.Start)
        : Append(series, time, BitConverter.DoubleToInt64Bits(total.Value), total.Start);

    private SeriesTotal Newest(uint series)
    {
        ref SeriesRecord record = ref Table[series];
        return record.Has(SeriesRecord.LastIsHistogram)
            ? new SeriesTotal(double.NaN, _sides[series].LastHistogram, _sides[series].LastStart)
            : new SeriesTotal(record.Open.LastValue, null, record.Open.HasStarts ? _lastStarts[series] : 0);
    }

    private static void Add(SampleBuffer samples, long time, in SeriesTotal total)
    {
        if (total.Histogram is { } histogram)
        {
            samples.Add(time, histogram, total.Start);
        }
        else
        {
            samples.Add(time, total.Value, total.Start);
        }
    }

    private SeriesTotal? TotalAt(int index) => SampleAt(_whole, index) is { IsStale: false } total ? total : null;

    private static SeriesTotal SampleAt(SampleBuffer samples, int index) =>
        new(samples.Values[index], samples.Histograms?[index], samples.StartTimestamps?[index] ?? 0);

    /// <summary>Decodes all that the head has of a series, in order of time.</summary>
    private void Gather(uint series)
    {
        _whole.Clear();
        HeadLayer layer = LayerOf(series);
        if (layer.Count > 0)
        {
            layer.Append(0, long.MinValue, long.MaxValue, _whole);
        }
    }

    private HeadLayer LayerOf(uint series)
    {
        var layer = new HeadLayer(Table, 0);
        AddTo(layer, series, long.MinValue, long.MaxValue, withSamples: true);
        return layer;
    }

    /// <summary>Lets a series have these samples and no others. Chunks that readers were given stay as they are.</summary>
    private void Replace(uint series, int replaced, SampleBuffer samples)
    {
        ref SeriesRecord record = ref Table[series];
        if (record.Open.Count > 0)
        {
            _segments.Free(record.FirstSegment, record.LastSegment);
        }

        (record.FirstSegment, record.LastSegment, record.Sealed, record.Open.Count, record.Open.LastTime) = (0, 0, 0, 0, long.MinValue);
        record.Clear(SeriesRecord.HasSide);
        record.Clear(SeriesRecord.LastIsHistogram);
        _sides.Remove(series);
        _samples -= replaced;
        for (int i = 0; i < samples.Count; i++)
        {
            Append(series, samples.Timestamps[i], SampleAt(samples, i));
        }
    }
}
