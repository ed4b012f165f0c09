using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>The places of label pairs in the order of names, then values, both bytewise: comparing series by their pairs' ranks is comparing label sets.</summary>
internal static class PairRanks
{
    /// <summary>The ranks of the first <paramref name="count"/> pairs, by pair number. Touches nothing that changes, so it may run beside the writer.</summary>
    public static int[] Of(LabelPairs pairs, uint count)
    {
        uint[] sorted = new uint[count];
        for (uint pair = 0; pair < count; pair++)
        {
            sorted[pair] = pair;
        }

        sorted.AsSpan().Sort((left, right) => Compare(pairs.BytesOf(left), pairs.BytesOf(right)));
        int[] ranks = new int[count];
        for (int rank = 0; rank < sorted.Length; rank++)
        {
            ranks[sorted[rank]] = rank;
        }

        return ranks;
    }

    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        LabelReader leftLabel = new(left), rightLabel = new(right);
        leftLabel.Read();
        rightLabel.Read();
        int order = leftLabel.Name.SequenceCompareTo(rightLabel.Name);
        return order != 0 ? order : leftLabel.Value.SequenceCompareTo(rightLabel.Value);
    }
}
