using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Binary;

/// <summary>Which series of two vectors can meet: each series has the number of its match group, the same on both sides.</summary>
internal sealed class MatchGroups
{
    private readonly LabelSetTable _groups = new();

    public MatchGroups(VectorMatching matching, SeriesColumns left, SeriesColumns right)
    {
        LabelProjection projection = LabelProjection.Grouping(matching.On, matching.Labels);
        Left = Number(left, projection);
        Right = Number(right, projection);
    }

    public int Count => _groups.Count;

    /// <summary>The group of each series on the left.</summary>
    public int[] Left { get; }

    /// <summary>The group of each series on the right.</summary>
    public int[] Right { get; }

    /// <summary>The steps at which any of the series is present.</summary>
    public static ulong[] AnyPresent(SeriesColumns vector)
    {
        ulong[] any = new ulong[vector.Grid.PresenceWords];
        for (int series = 0; series < vector.Count; series++)
        {
            Union(any, vector[series].Presence);
        }

        return any;
    }

    /// <summary>The steps at which any series of a group is present, for all groups one after the other.</summary>
    public ulong[] Present(SeriesColumns vector, int[] groups)
    {
        int words = vector.Grid.PresenceWords;
        ulong[] present = new ulong[Count * words];
        for (int series = 0; series < vector.Count; series++)
        {
            Union(present.AsSpan(groups[series] * words, words), vector[series].Presence);
        }

        return present;
    }

    public static void Union(Span<ulong> steps, ReadOnlySpan<ulong> others)
    {
        for (int word = 0; word < steps.Length; word++)
        {
            steps[word] |= others[word];
        }
    }

    private int[] Number(SeriesColumns vector, LabelProjection projection)
    {
        int[] numbers = new int[vector.Count];
        for (int series = 0; series < numbers.Length; series++)
        {
            numbers[series] = _groups.GetOrAdd(projection.Project(vector.LabelsOf(series)));
        }

        return numbers;
    }
}
