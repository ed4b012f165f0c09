using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>
/// The stored samples on which a batch's deltas build (<see cref="DeltaGaps"/>): of each series those from its first delta on, and the newest before. Read metric by metric, the last
/// hour first, because that is where a series that goes on after a restart left off.
/// </summary>
internal sealed class DeltaHistory
{
    private const long NearMilliseconds = 3_600_000;

    // Pages of a block are fetched for so many neighbouring series at once.
    private const int RunLength = 64;

    private readonly Dictionary<UInt128, (LabelSet Labels, SampleBuffer Samples)> _series = [];

    /// <summary>The series that have stored samples, with those.</summary>
    public IEnumerable<(LabelSet Labels, SampleBuffer Samples)> Found => _series.Values.Where(static series => series.Samples.Count > 0);

    /// <summary>Was this series looked for?</summary>
    public bool Covers(UInt128 hash) => _series.ContainsKey(hash);

    /// <summary>Reads what is stored of the series in the gaps. The layers that a shard lays over each other are opened by <paramref name="open"/>, for a matcher and a range.</summary>
    public async Task ReadAsync(
        DeltaGaps gaps, TimeSpan memory, Func<SeriesMatcher, long, long, ValueTask<SeriesMerge>> open, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, KeyValuePair<UInt128, (LabelSet Labels, long From)>> metric in gaps.GroupBy(static gap => gap.Value.Labels.ValueOf(LabelSet.MetricName)))
        {
            var matcher = new SeriesMatcher("__name__"u8.ToArray(), new LiteralPattern(metric.Key), Negated: false);
            Dictionary<UInt128, long> wanted = metric.ToDictionary(static gap => gap.Key, static gap => gap.Value.From);
            foreach ((UInt128 hash, (LabelSet labels, long _)) in metric)
            {
                _series[hash] = (labels, new SampleBuffer());
            }

            long first = wanted.Values.Min(), near = first - NearMilliseconds, far = first - (long)memory.TotalMilliseconds;
            await ReadAsync(matcher, wanted, near, long.MaxValue, open, cancellationToken).ConfigureAwait(false);
            if (wanted.Count > 0 && far < near)
            {
                await ReadAsync(matcher, wanted, far, near - 1, open, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads one range; series of which a sample before the wanted time was found are wanted no more.</summary>
    private async Task ReadAsync(
        SeriesMatcher matcher, Dictionary<UInt128, long> wanted, long minTime, long maxTime, Func<SeriesMatcher, long, long, ValueTask<SeriesMerge>> open,
        CancellationToken cancellationToken)
    {
        using SeriesMerge selection = await open(matcher, minTime, maxTime).ConfigureAwait(false);
        var run = new List<int>();
        for (int series = 0; series < selection.Count; series++)
        {
            if (wanted.ContainsKey(selection.HashOf(series)))
            {
                run.Add(series);
            }

            if (run.Count > 0 && (series + 1 == selection.Count || series - run[0] >= RunLength - 1))
            {
                await selection.PrepareAsync(run[0], series + 1 - run[0], cancellationToken).ConfigureAwait(false);
                foreach (int one in run)
                {
                    Keep(selection, one, wanted, minTime, maxTime);
                }

                run.Clear();
            }
        }
    }

    private void Keep(SeriesMerge selection, int series, Dictionary<UInt128, long> wanted, long minTime, long maxTime)
    {
        UInt128 hash = selection.HashOf(series);
        var read = new SampleBuffer();
        selection.Read(series, minTime, maxTime, read);
        int from = Array.BinarySearch(read.Timestamps, 0, read.Count, wanted[hash]), before = (from < 0 ? ~from : from) - 1;
        var kept = new SampleBuffer();
        for (int i = Math.Max(before, 0); i < read.Count; i++)
        {
            kept.AddFrom(read, i);
        }

        (LabelSet labels, SampleBuffer later) = _series[hash];
        for (int i = 0; i < later.Count; i++)
        {
            kept.AddFrom(later, i);
        }

        _series[hash] = (labels, kept);
        if (before >= 0)
        {
            wanted.Remove(hash);
        }
    }
}
