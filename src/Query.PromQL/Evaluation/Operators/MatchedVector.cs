using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Binary;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>
/// Arithmetic or comparison of two vectors, matched one to one or many to one. The match groups are found once; then every pair of a group's series is a loop over the steps at which
/// both are present.
/// </summary>
internal sealed class MatchedVector(BinaryOperator operation, VectorMatching matching, bool returnBool, VectorOperator left, VectorOperator right, AnnotationSite site)
    : VectorOperator(left.Grid, left, right)
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        SeriesColumns leftVector = await left.EvaluateAsync(run).ConfigureAwait(false), rightVector = await right.EvaluateAsync(run).ConfigureAwait(false);
        bool swapped = matching.Cardinality == MatchCardinality.OneToMany;
        (SeriesColumns many, SeriesColumns one) = swapped ? (rightVector, leftVector) : (leftVector, rightVector);
        ulong[] active = ActiveSteps(many, one);
        var groups = new MatchGroups(matching, many, one);
        RefuseDuplicates(one, groups, active);
        bool dropsName = ElementOperation.ChangesMeaning(operation) || (returnBool && !run.DelaysNameRemoval);
        var pairs = new PairEvaluation(operation, matching, returnBool, swapped, new ResultLabels(matching, dropsName), groups.Count, Grid);
        Evaluate(pairs, many, one, groups, active);
        return pairs.Complete(run.Annotations, site);
    }

    private void Evaluate(PairEvaluation pairs, SeriesColumns many, SeriesColumns one, MatchGroups groups, ulong[] active)
    {
        int[] firstOfGroup = new int[groups.Count], next = new int[one.Count];
        Array.Fill(firstOfGroup, -1);
        for (int series = one.Count - 1; series >= 0; series--)
        {
            next[series] = firstOfGroup[groups.Right[series]];
            firstOfGroup[groups.Right[series]] = series;
        }

        // The reference swaps the operands for group_right but not their fill values.
        double? fillOne = matching.FillRight, fillMany = matching.FillLeft;
        ulong[] unmatched = new ulong[Grid.PresenceWords];
        for (int series = 0; series < many.Count; series++)
        {
            int group = groups.Left[series];
            active.CopyTo(unmatched, 0);
            for (int partner = firstOfGroup[group]; partner >= 0; partner = next[partner])
            {
                pairs.Evaluate(group, many, series, one, partner, active);
                for (int word = 0; word < unmatched.Length; word++)
                {
                    unmatched[word] &= ~one[partner].Presence[word];
                }
            }

            if (fillOne is { } value)
            {
                pairs.EvaluateFilled(group, many, series, value, manyIsFilled: false, unmatched);
            }
        }

        if (fillMany is not { } fill)
        {
            return;
        }

        ulong[] presentMany = groups.Present(many, groups.Left);
        for (int partner = 0; partner < one.Count; partner++)
        {
            int group = groups.Right[partner];
            for (int word = 0; word < unmatched.Length; word++)
            {
                unmatched[word] = active[word] & ~presentMany[(group * unmatched.Length) + word];
            }

            pairs.EvaluateFilled(group, one, partner, fill, manyIsFilled: true, unmatched);
        }
    }

    /// <summary>The steps that have a result at all: both vectors have elements, or with fill values either.</summary>
    private ulong[] ActiveSteps(SeriesColumns many, SeriesColumns one)
    {
        ulong[] active = MatchGroups.AnyPresent(many), other = MatchGroups.AnyPresent(one);
        bool fills = matching.FillLeft is not null || matching.FillRight is not null;
        for (int word = 0; word < active.Length; word++)
        {
            active[word] = fills ? active[word] | other[word] : active[word] & other[word];
        }

        return active;
    }

    /// <summary>On the one side no two series of a group may be present at the same step, whether or not anything matches them.</summary>
    private void RefuseDuplicates(SeriesColumns one, MatchGroups groups, ulong[] active)
    {
        int words = Grid.PresenceWords;
        ulong[] seen = new ulong[groups.Count * words];
        for (int series = 0; series < one.Count; series++)
        {
            ReadOnlySpan<ulong> presence = one[series].Presence;
            Span<ulong> before = seen.AsSpan(groups.Right[series] * words, words);
            for (int word = 0; word < words; word++)
            {
                if ((before[word] & presence[word] & active[word]) != 0)
                {
                    throw Duplicate(one, groups, series, active);
                }

                before[word] |= presence[word];
            }
        }
    }

    private QueryException Duplicate(SeriesColumns one, MatchGroups groups, int series, ulong[] active)
    {
        // Which two of many are named must not depend on the order of series.
        var both = new SortedSet<string>(StringComparer.Ordinal);
        for (int other = 0; other < one.Count; other++)
        {
            if (groups.Right[other] == groups.Right[series] && Meet(one[other].Presence, one[series].Presence, active))
            {
                both.Add(one.LabelsOf(other).ToString());
            }
        }

        string side = matching.Cardinality == MatchCardinality.OneToMany ? "left" : "right";
        LabelSet group = new ResultLabels(matching, dropsName: false).OfGroup(one.LabelsOf(series));
        return new QueryException(
            QueryErrorKind.Execution,
            $"found duplicate series for the match group {group} on the {side} hand-side of the operation: [{string.Join(", ", both.Take(2))}];many-to-many matching not allowed: matching labels must be unique on one side");
    }

    private static bool Meet(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, ReadOnlySpan<ulong> active)
    {
        for (int word = 0; word < left.Length; word++)
        {
            if ((left[word] & right[word] & active[word]) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
