using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation.Vectors;

/// <summary>Operators between two vectors, or a vector and a number, step by step.</summary>
internal static class BinaryOperations
{
    public static StepVector WithNumber(BinaryExpr binary, StepVector vector, double number, bool numberIsLeft)
    {
        var results = new List<StepSeries>();
        foreach (StepSeries series in vector.Series)
        {
            var result = new StepSeries(series.Labels, vector.Grid.Count);
            for (int step = 0; step < vector.Grid.Count; step++)
            {
                if (series.Present[step])
                {
                    double value = series.Values[step];
                    Emit(binary, result, step, numberIsLeft ? number : value, numberIsLeft ? value : number, kept: value);
                }
            }

            results.Add(result);
        }

        return new StepVector(vector.Grid, results.Where(static series => !series.IsEmpty));
    }

    public static StepVector BetweenVectors(BinaryExpr binary, StepVector left, StepVector right)
    {
        LabelProjection projection = LabelProjection.Grouping(binary.Matching.On, binary.Matching.Labels.IsDefault ? [] : binary.Matching.Labels);
        var groups = new LabelSetTable();
        int[] leftGroups = Number(left, projection, groups), rightGroups = Number(right, projection, groups);
        return binary.Operator switch
        {
            BinaryOperator.And => Filter(left, leftGroups, Presence(right, rightGroups, groups.Count), present: true),
            BinaryOperator.Unless => Filter(left, leftGroups, Presence(right, rightGroups, groups.Count), present: false),
            BinaryOperator.Or => Union(left, Filter(right, rightGroups, Presence(left, leftGroups, groups.Count), present: false)),
            _ => binary.Matching.Cardinality == MatchCardinality.OneToMany
                ? Match(binary, right, rightGroups, left, leftGroups, groups.Count)
                : Match(binary, left, leftGroups, right, rightGroups, groups.Count),
        };
    }

    private static int[] Number(StepVector vector, LabelProjection projection, LabelSetTable groups) => [.. vector.Series.Select(series => groups.GetOrAdd(projection.Project(series.Labels)))];

    // At which steps anything of a group is present.
    private static bool[][] Presence(StepVector vector, int[] groups, int count)
    {
        bool[][] presence = [.. Enumerable.Range(0, count).Select(_ => new bool[vector.Grid.Count])];
        for (int i = 0; i < groups.Length; i++)
        {
            for (int step = 0; step < vector.Grid.Count; step++)
            {
                presence[groups[i]][step] |= vector.Series[i].Present[step];
            }
        }

        return presence;
    }

    private static StepVector Filter(StepVector vector, int[] groups, bool[][] presence, bool present)
    {
        var results = new List<StepSeries>();
        for (int i = 0; i < groups.Length; i++)
        {
            StepSeries series = vector.Series[i];
            var result = new StepSeries(series.Labels, vector.Grid.Count);
            for (int step = 0; step < vector.Grid.Count; step++)
            {
                if (series.Present[step] && presence[groups[i]][step] == present)
                {
                    result.Set(step, series.Values[step]);
                }
            }

            results.Add(result);
        }

        return new StepVector(vector.Grid, results.Where(static series => !series.IsEmpty));
    }

    private static StepVector Union(StepVector left, StepVector right)
    {
        var result = new StepVector.Builder(left.Grid);
        foreach (StepSeries series in left.Series.Concat(right.Series))
        {
            StepSeries joined = result[series.Labels.Bytes];
            for (int step = 0; step < left.Grid.Count; step++)
            {
                if (series.Present[step])
                {
                    joined.Set(step, series.Values[step]);
                }
            }
        }

        return result.Complete();
    }

    private static StepVector Match(BinaryExpr binary, StepVector many, int[] manyGroups, StepVector one, int[] oneGroups, int groups)
    {
        bool swapped = binary.Matching.Cardinality == MatchCardinality.OneToMany, oneToOne = binary.Matching.Cardinality == MatchCardinality.OneToOne;
        var result = new StepVector.Builder(many.Grid);
        int[] partnerOf = new int[groups];
        var matched = new HashSet<int>();
        var claimed = new HashSet<(int Group, LabelSet Labels)>();
        var labels = new Dictionary<(int Many, int One), LabelSet>();
        for (int step = 0; step < many.Grid.Count; step++)
        {
            Array.Fill(partnerOf, -1);
            matched.Clear();
            claimed.Clear();
            for (int i = 0; i < oneGroups.Length; i++)
            {
                if (!one.Series[i].Present[step])
                {
                    continue;
                }

                ref int partner = ref partnerOf[oneGroups[i]];
                partner = partner < 0 ? i : throw Error($"found duplicate series on the {(swapped ? "left" : "right")} hand-side;many-to-many matching not allowed: matching labels must be unique on one side");
            }

            for (int i = 0; i < manyGroups.Length; i++)
            {
                int group = manyGroups[i], partner = partnerOf[group];
                if (!many.Series[i].Present[step] || partner < 0)
                {
                    continue;
                }

                if (!labels.TryGetValue((i, partner), out LabelSet set))
                {
                    labels[(i, partner)] = set = ResultLabels(binary.Matching, many.Series[i].Labels, one.Series[partner].Labels);
                }

                if (oneToOne && !matched.Add(group))
                {
                    throw Error("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
                }

                if (!oneToOne && !claimed.Add((group, set)))
                {
                    throw Error("multiple matches for labels: grouping labels must ensure unique matches");
                }

                double ofMany = many.Series[i].Values[step], ofOne = one.Series[partner].Values[step];
                (double left, double right) = swapped ? (ofOne, ofMany) : (ofMany, ofOne);
                Emit(binary, result[set.Bytes], step, left, right, kept: left);
            }
        }

        return result.Complete();
    }

    // A comparison keeps the element, or with "bool" says whether it holds.
    private static void Emit(BinaryExpr binary, StepSeries result, int step, double left, double right, double kept)
    {
        if (!binary.Operator.IsComparison() || binary.ReturnBool)
        {
            result.Set(step, BinaryArithmetic.Evaluate(binary.Operator, left, right));
        }
        else if (BinaryArithmetic.Holds(binary.Operator, left, right))
        {
            result.Set(step, kept);
        }
    }

    private static LabelSet ResultLabels(VectorMatching matching, LabelSet many, LabelSet one)
    {
        ImmutableArray<string> matched = matching.Labels.IsDefault ? [] : matching.Labels;
        if (matching.Cardinality == MatchCardinality.OneToOne)
        {
            many = matching.On ? LabelProjection.Keep(matched).Apply(many) : LabelProjection.Drop(matched).Apply(many);
        }

        if (matching.Include.IsDefaultOrEmpty)
        {
            return many;
        }

        var builder = new LabelSetBuilder();
        builder.Reset(many);
        foreach (string label in matching.Include)
        {
            builder.Set(GoLiteral.Encode(label), one.ValueOf(GoLiteral.Encode(label)));
        }

        return builder.ToLabelSet();
    }

    private static LogQueryException Error(string message) => new(LogQueryErrorKind.BadRequest, message);
}
