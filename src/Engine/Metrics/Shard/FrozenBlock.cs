using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Head;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Writes a frozen head as a block. Series are sorted by the ranks of their label pairs, so that no label set is put together before it is written.</summary>
internal static class FrozenBlock
{
    /// <summary>The block; null when there is no sample.</summary>
    public static FinishedBlock? Write(PendingCut cut, HeadLayer layer, int compressionLevel)
    {
        if (layer.Count == 0)
        {
            return null;
        }

        using var writer = new BlockWriter(compressionLevel) { Metadata = cut.Metadata, Exemplars = cut.Exemplars };
        SeriesTable table = cut.Head.Table;
        int[] ranks = PairRanks.Of(table.Pairs, cut.Head.Pairs);
        int[] order = new int[layer.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        order.AsSpan().Sort((left, right) => Compare(table.PairsOf(layer.NumberOf(left)), table.PairsOf(layer.NumberOf(right)), ranks));
        byte[] labels = new byte[512], before = new byte[512];
        var encoder = new ChunkEncoder();
        var samples = new SampleBuffer();
        var chunks = new List<Chunk>();
        foreach (int series in order)
        {
            // The writer looks back at the labels of the series before.
            (labels, before) = (before, labels);
            int size = table.LabelSizeOf(layer.NumberOf(series));
            labels = labels.Length < size ? new byte[size * 2] : labels;
            table.CopyLabels(layer.NumberOf(series), labels);
            if (layer.IsOrdered(series))
            {
                writer.Add(new LabelSet(labels, 0, size), layer.ChunksOf(series));
                continue;
            }

            samples.Clear();
            layer.Append(series, long.MinValue, long.MaxValue, samples);
            chunks.Clear();
            encoder.Encode(samples, chunks);
            writer.Add(new LabelSet(labels, 0, size), chunks.ToArray());
        }

        return writer.Finish();
    }

    private static int Compare(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, int[] ranks)
    {
        int common = Math.Min(left.Length, right.Length);
        for (int i = 0; i < common; i++)
        {
            if (left[i] != right[i])
            {
                return ranks[left[i]].CompareTo(ranks[right[i]]);
            }
        }

        return left.Length.CompareTo(right.Length);
    }
}
