using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.LogQL.Evaluation.Plan;
using Orleans.Obs.Query.LogQL.Evaluation.Vectors;
using Orleans.Obs.Query.LogQL.Evaluation.Windows;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Evaluates a metric query: range aggregations by the shards, the rest here.</summary>
internal sealed class MetricEvaluation(ShardQueries shards, StepGrid grid)
{
    public Task<StepVector> EvaluateAsync(MetricExpr expr) => expr switch
    {
        RangeAggregation range => EvaluateAsync(new RangePlan(range, grid, Outer: null)),
        VectorAggregation vector => AggregateAsync(vector),
        BinaryExpr binary => EvaluateAsync(binary),
        LabelReplace replace => ReplaceAsync(replace),
        VectorLiteral literal => Task.FromResult(Constant(literal.Value)),
        NumberLiteral literal => Task.FromResult(Constant(literal.Value)),
        _ => throw new ArgumentOutOfRangeException(nameof(expr)),
    };

    private async Task<StepVector> AggregateAsync(VectorAggregation aggregation)
    {
        // A sum of sums is gathered by the groups of the outer one at once.
        bool gathers = aggregation.Operation == VectorOperation.Sum && aggregation.Operand is RangeAggregation { Grouping: null } range && RangeFunctions.IsAdditive(range.Operation);
        StepVector operand = gathers
            ? await EvaluateAsync(new RangePlan((RangeAggregation)aggregation.Operand, grid, aggregation.Grouping ?? new Grouping(Without: false, []))).ConfigureAwait(false)
            : await EvaluateAsync(aggregation.Operand).ConfigureAwait(false);
        return VectorAggregations.Aggregate(aggregation, operand);
    }

    private async Task<StepVector> EvaluateAsync(BinaryExpr binary)
    {
        if (binary.Left is NumberLiteral left)
        {
            return BinaryOperations.WithNumber(binary, await EvaluateAsync(binary.Right).ConfigureAwait(false), left.Value, numberIsLeft: true);
        }

        if (binary.Right is NumberLiteral right)
        {
            return BinaryOperations.WithNumber(binary, await EvaluateAsync(binary.Left).ConfigureAwait(false), right.Value, numberIsLeft: false);
        }

        StepVector[] sides = await Task.WhenAll(EvaluateAsync(binary.Left), EvaluateAsync(binary.Right)).ConfigureAwait(false);
        return BinaryOperations.BetweenVectors(binary, sides[0], sides[1]);
    }

    private async Task<StepVector> ReplaceAsync(LabelReplace replace) => LabelReplacement.Replace(replace, await EvaluateAsync(replace.Operand).ConfigureAwait(false));

    private async Task<StepVector> EvaluateAsync(RangePlan plan)
    {
        var labels = new LabelSetTable();
        RangeWindows windows = RangeFunctions.Merge(plan.Range, plan.Windows());
        foreach (ReadOnlyMemory<byte> answer in await shards.AskAsync(PlanCodec.Encode(plan)).ConfigureAwait(false))
        {
            shards.Add(RangeAnswer.Read(answer.Span, labels, windows));
        }

        var series = new List<StepSeries>();
        for (int i = 0; i < labels.Count; i++)
        {
            var one = new StepSeries(labels[i], grid.Count);
            windows.Finish(i, one.Values, one.Present);
            series.Add(one);
        }

        var vector = new StepVector(grid, series.Where(static one => !one.IsEmpty));
        RefuseErrors(vector);
        return plan.Range.Operation == RangeOperation.AbsentOverTime ? Absent(plan.Range, vector) : vector;
    }

    // A row that a stage failed on makes the query fail, unless it asks for errors. The earliest is told.
    private static void RefuseErrors(StepVector vector)
    {
        StepSeries? failed = vector.Series
            .Where(static series => !series.Labels.ValueOf("__error__"u8).IsEmpty && !series.Labels.ValueOf("__preserve_error__"u8).SequenceEqual("true"u8))
            .OrderBy(static series => Array.IndexOf(series.Present, true)).ThenBy(static series => series.Labels).FirstOrDefault();
        if (failed is not null)
        {
            throw PipelineFailure.Of(failed.Labels);
        }
    }

    private StepVector Constant(double value)
    {
        var series = new StepSeries(LabelSet.Empty, grid.Count);
        Array.Fill(series.Values, value);
        Array.Fill(series.Present, true);
        return new StepVector(grid, [series]);
    }

    // One where there is nothing, with the labels that lines would surely have.
    private StepVector Absent(RangeAggregation range, StepVector vector)
    {
        var builder = new LabelSetBuilder();
        foreach (IGrouping<string, LabelMatcher> matchers in range.Range.Log.Matchers.GroupBy(static matcher => matcher.Name))
        {
            if (matchers.ToArray() is [{ Operator: MatchOperator.Equal } only])
            {
                builder.Set(GoLiteral.Encode(only.Name), GoLiteral.Encode(only.Value));
            }
        }

        var absent = new StepSeries(builder.ToLabelSet(), grid.Count);
        for (int step = 0; step < grid.Count; step++)
        {
            if (!vector.Series.Exists(series => series.Present[step]))
            {
                absent.Set(step, 1);
            }
        }

        return new StepVector(grid, absent.IsEmpty ? [] : [absent]);
    }
}
