using Orleans.Obs.Query.PromQL.Evaluation.Binary;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>and, or, unless: which elements there are, whatever their values.</summary>
internal sealed class SetVector(BinaryOperator operation, VectorMatching matching, VectorOperator left, VectorOperator right)
    : VectorOperator(left.Grid, left, right)
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        SeriesColumns one = await left.EvaluateAsync(run).ConfigureAwait(false), other = await right.EvaluateAsync(run).ConfigureAwait(false);
        var groups = new MatchGroups(matching, one, other);
        if (operation == BinaryOperator.Or)
        {
            return Join(one, other, groups);
        }

        ulong[] present = groups.Present(other, groups.Right);
        int words = Grid.PresenceWords;
        for (int series = 0; series < one.Count; series++)
        {
            one[series].Keep(present.AsSpan(groups.Left[series] * words, words), inverted: operation == BinaryOperator.Unless);
        }

        one.RemoveEmpty();
        return one;
    }

    private SeriesColumns Join(SeriesColumns one, SeriesColumns other, MatchGroups groups)
    {
        ulong[] present = groups.Present(one, groups.Left);
        int words = Grid.PresenceWords;
        for (int series = 0; series < other.Count; series++)
        {
            Column column = other[series];
            column.Keep(present.AsSpan(groups.Right[series] * words, words), inverted: true);
            if (!column.IsEmpty)
            {
                one.Add(other.LabelsOf(series), other.IsNameDropped(series), column);
            }
        }

        DuplicateLabels.Merge(one);
        return one;
    }
}
