using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Head;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>
/// The series of a batch whose deltas can't be added up from what the head has: those that it does not know, after a restart or because they were idle, and those with a delta from before
/// everything that it has. Each with its labels, and the time from which on its stored samples are needed, with the one before.
/// </summary>
internal sealed class DeltaGaps : Dictionary<UInt128, (LabelSet Labels, long From)>
{
    /// <summary>Finds them; series in <paramref name="recalled"/> were looked for already.</summary>
    public static DeltaGaps Find(ReadOnlySpan<byte> batch, MetricsHead head, MetricsShardOptions options, long now, DeltaHistory? recalled)
    {
        var gaps = new DeltaGaps();
        AcceptedTimes times = AcceptedTimes.Of(options, now);
        long lateness = (long)options.DeltaLateness.TotalMilliseconds;
        while (!batch.IsEmpty)
        {
            BatchEntry entry = BatchEntry.TakeFrom(ref batch);
            var extra = new ExtraReader(entry.Extras);
            while (extra.Read())
            {
                if (extra.IsDelta && times.Contains(extra.Time) && IsGap(entry, extra.Time, head, options, lateness))
                {
                    gaps.Add(entry, extra.Time, recalled);
                }
            }
        }

        return gaps;
    }

    private static bool IsGap(in BatchEntry entry, long time, MetricsHead head, MetricsShardOptions options, long lateness)
    {
        if (!head.Table.TryFind(entry.HashLow, entry.HashHigh, uint.MaxValue, out uint series))
        {
            // What will be refused needs no past.
            return (options.MaxSeries <= 0 || head.Table.Count < options.MaxSeries) && LabelRules.Check(entry.Labels, options.Labels) is null;
        }

        long newest = head.Table[series].Open.LastTime;
        return newest == long.MinValue || (time < newest && time >= newest - lateness && head.EarliestTime(series) > time);
    }

    private void Add(in BatchEntry entry, long time, DeltaHistory? recalled)
    {
        var hash = new UInt128(entry.HashHigh, entry.HashLow);
        if (recalled?.Covers(hash) == true)
        {
            return;
        }

        if (!TryGetValue(hash, out (LabelSet Labels, long From) known))
        {
            known = (new LabelSet(entry.Labels.ToArray(), 0, entry.Labels.Length), time);
        }

        this[hash] = (known.Labels, Math.Min(known.From, time));
    }
}
