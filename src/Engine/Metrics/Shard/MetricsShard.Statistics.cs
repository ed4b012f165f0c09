using System.Text;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Head;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Numbers about the shard.</summary>
public sealed partial class MetricsShard
{
    /// <summary>Bytes of memory that the shard holds, roughly.</summary>
    public long MemoryBytes
    {
        get
        {
            lock (_gate)
            {
                return _content.Head.Bytes + (_cut?.Head.Bytes ?? 0) + _content.Exemplars.Bytes;
            }
        }
    }

    /// <summary>Numbers, with lists of at most <paramref name="top"/> entries.</summary>
    public ShardStatistics Statistics(int top)
    {
        long memory = MemoryBytes;
        lock (_gate)
        {
            ThrowIfBroken();
            MetricsHead head = _content.Head;
            LabelPairs pairs = head.Table.Pairs;
            List<NameCount> metrics = [], values = [], bytes = [], series = [];
            foreach (LabelName name in top > 0 ? pairs.Names : [])
            {
                string text = Encoding.UTF8.GetString(name.Name);
                long valueBytes = 0;
                foreach (uint pair in name.Pairs)
                {
                    long count = pairs[pair].Series.Count;
                    valueBytes += pairs[pair].ValueLength * count;
                    string value = Encoding.UTF8.GetString(pairs.ValueOf(pair));
                    series.Add(new NameCount($"{text}={value}", count));
                    if (text == LabelSet.MetricName)
                    {
                        metrics.Add(new NameCount(value, count));
                    }
                }

                values.Add(new NameCount(text, name.Pairs.Length));
                bytes.Add(new NameCount(text, valueBytes));
            }

            (long chunks, long min, long max) = (head.Chunks, head.MinTime, head.MaxTime);
            if (_cut is { } cut)
            {
                (chunks, min, max) = (chunks + cut.Head.Chunks, Math.Min(min, cut.Head.MinTime), Math.Max(max, cut.Head.MaxTime));
            }

            return new ShardStatistics
            {
                HeadSeries = head.Table.Count,
                HeadSamples = head.Samples + (_cut?.Head.Samples ?? 0),
                HeadChunks = chunks,
                HeadMinTime = min,
                HeadMaxTime = max,
                LabelPairs = pairs.Count,
                MemoryBytes = memory,
                LogBytes = _loggedBytes,
                OldestUnflushed = Math.Min(_oldestUnflushed, _oldestInCut),
                StoredBytes = _blocks.Blocks.Sum(static block => block.Length),
                StoredSamples = _blocks.Blocks.Sum(static block => block.Samples),
                Blocks = _blocks.Blocks.Count,
                SeriesByMetric = Top(metrics, top),
                ValuesByLabel = Top(values, top),
                BytesByLabel = Top(bytes, top),
                SeriesByPair = Top(series, top),
            };
        }
    }

    /// <summary>The blocks that count now, in no particular order.</summary>
    public IReadOnlyList<BlockRef> Blocks
    {
        get
        {
            lock (_gate)
            {
                return _blocks.Blocks;
            }
        }
    }

    private static List<NameCount> Top(List<NameCount> counts, int top)
    {
        counts.Sort(static (left, right) => right.Count != left.Count ? right.Count.CompareTo(left.Count) : SortedTexts.Compare(left.Name, right.Name));
        return counts.Count > top ? counts[..top] : counts;
    }
}
