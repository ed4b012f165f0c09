using CsCheck;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

public class CodecTests
{
    private static readonly ShardPlan _plan = new()
    {
        Matchers = [new LabelMatcher(MatchOperator.Equal, "__name__", "x"), new LabelMatcher(MatchOperator.NotRegex, "größe", "a|b")],
        Timing = new SelectorTiming(new StepGrid(-60_000, 15_000, 3), 5, -7, 300_000, 1, SelectorExtension.Smoothed),
        Window = new WindowSpec(WindowKind.QuantileOverTime, [new StepScalar([0.5, double.NaN, 1])], UsesStartTimestamps: true, UsesTypeLabels: false, new AnnotationSite(3, 9)),
        ReadsStatistics = true,
        Stages =
        [
            new MathStage(MathFunction.Log2), new ClampStage(new StepScalar(1), new StepScalar(2)), new RoundStage(new StepScalar(0.1)), new DateStage(DatePart.Year), new TimeStage(),
            new NegateStage(), new HistogramStage(HistogramMeasure.Variance),
            new ScalarOperationStage(BinaryOperator.TrimLower, new StepScalar(3), ScalarIsLeft: false, ReturnBool: true, new AnnotationSite(1, 2)),
        ],
        Aggregation = new AggregationSpec(AggregateOperator.TopK, Without: true, ["job"], new StepScalar(5), new AnnotationSite(0, 1)),
        RemovesNamesAtOnce = true,
        MaxSamples = 1L << 40,
    };

    [Fact]
    public void A_plan_survives_its_binary_form()
    {
        byte[] encoded = ShardPlanCodec.Encode(_plan).ToArray();
        ShardPlan decoded = ShardPlanCodec.Decode(encoded);
        Assert.Equal(encoded, ShardPlanCodec.Encode(decoded).ToArray());
        Assert.Equal((_plan.Timing, _plan.ReadsStatistics, _plan.RemovesNamesAtOnce, _plan.MaxSamples), (decoded.Timing, decoded.ReadsStatistics, decoded.RemovesNamesAtOnce, decoded.MaxSamples));
        Assert.Equal(_plan.Matchers, decoded.Matchers);
        Assert.Equal(_plan.Stages.Select(static stage => stage.GetType()), decoded.Stages.Select(static stage => stage.GetType()));
    }

    [Fact]
    public void Bytes_that_are_no_plan_fail_as_such()
    {
        byte[] encoded = ShardPlanCodec.Encode(_plan).ToArray();
        Gen.Select(Gen.Int[0, encoded.Length], Gen.Byte, Gen.Int[0, encoded.Length - 1]).Sample(
            (length, value, at) =>
            {
                byte[] damaged = encoded[..length];
                if (at < damaged.Length)
                {
                    damaged[at] = value;
                }

                DecodesOrFails(damaged);
            },
            iter: 5000);
        Gen.Byte.Array[0, 64].Sample(DecodesOrFails, iter: 5000);
    }

    [Fact]
    public void Columns_survive_their_binary_form() => Gen.Int[1, 200].SelectMany(steps => Gen.Select(Gen.Double.Array[steps], Gen.Bool.Array[steps])).Sample((values, present) =>
    {
        var grid = new StepGrid(0, 1, values.Length);
        SeriesColumns written = new(grid), read = new(grid);
        Column column = written[written.Add(default, nameDropped: false)];
        for (int step = 0; step < values.Length; step++)
        {
            if (present[step])
            {
                column.SetFloat(step, values[step]);
            }
        }

        var writer = new WireWriter();
        writer.Column(column);
        var reader = new WireReader(writer.Written.Span);
        reader.Column(read, read.Add(default, nameDropped: false));
        for (int step = 0; step < values.Length; step++)
        {
            Assert.Equal(present[step], read[0].Has(step));
            Assert.True(!present[step] || BitConverter.DoubleToInt64Bits(values[step]) == BitConverter.DoubleToInt64Bits(read[0].Values[step]));
        }

        Assert.Equal(0, reader.Left);
    });

    private static void DecodesOrFails(byte[] bytes)
    {
        try
        {
            ShardPlanCodec.Decode(bytes);
        }
        catch (QueryException)
        {
        }
    }
}
