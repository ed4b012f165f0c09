using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;
using Orleans.Obs.Query.PromQL.Evaluation.Operators;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>Function calls.</summary>
internal sealed partial class QueryPlanner
{
    private ScalarOperator PlanScalarCall(Call call, StepGrid grid) => call.Function.Name switch
    {
        "time" => new TimeScalar(grid),
        "pi" => new ConstantScalar(Math.PI, grid),
        "scalar" => new ScalarOfVector(PlanVector(call.Arguments[0], grid)),
        "max_of" => new CombinedScalar(PlanScalar(call.Arguments[0], grid), PlanScalar(call.Arguments[1], grid), PromQLMath.Max),
        "min_of" => new CombinedScalar(PlanScalar(call.Arguments[0], grid), PlanScalar(call.Arguments[1], grid), PromQLMath.Min),
        _ => throw new InvalidOperationException($"{call.Function.Name} is not a function to a scalar."),
    };

    private VectorOperator PlanCall(Call call, StepGrid grid)
    {
        int statistics = call.Function.Name is "histogram_count" or "histogram_sum" or "histogram_avg" ? 1 : 0;
        int buckets = call.Function.Name is "histogram_quantile" or "histogram_quantiles" or "histogram_fraction" ? 1 : 0;
        _statistics += statistics;
        _buckets += buckets;
        VectorOperator planned = PlanFunction(call, grid);
        _statistics -= statistics;
        _buckets -= buckets;
        return planned;
    }

    private VectorOperator PlanFunction(Call call, StepGrid grid)
    {
        string name = call.Function.Name;
        Expr? argument = call.Arguments.IsEmpty ? null : WithoutParens(call.Arguments[0]);
        if (name == "absent_over_time")
        {
            VectorOperator window = PlanWindow(call, WindowKind.PresentOverTime, grid);
            return new AbsentVector(window is ShardLeaf leaf ? leaf.With(Presence) : window, AbsentLabels.Of(argument!));
        }

        if (RangeFunctions.Find(name) is { } kind)
        {
            return PlanWindow(call, kind, grid);
        }

        if (argument is VectorSelector selector && name is "timestamp")
        {
            return PlanInstant(selector, grid, WindowKind.SampleTime);
        }

        if (ElementFunctions.Find(name) is { } stage)
        {
            VectorOperator input = argument is null ? new VectorOfScalar(new TimeScalar(grid)) : PlanVector(argument, grid);
            return Apply(input, StageDraft.Of(stage));
        }

        return name switch
        {
            "start_timestamp" => PlanStartTimestamp(argument!, grid),
            "vector" => new VectorOfScalar(PlanScalar(argument!, grid)),
            "clamp" => PlanStage(call, grid, static scalars => new ClampStage(scalars[0], scalars[1])),
            "clamp_min" => PlanStage(call, grid, static scalars => new ClampStage(scalars[0], new StepScalar(double.PositiveInfinity))),
            "clamp_max" => PlanStage(call, grid, static scalars => new ClampStage(new StepScalar(double.NegativeInfinity), scalars[0])),
            "round" => PlanStage(call, grid, static scalars => new RoundStage(scalars.Length > 0 ? scalars[0] : new StepScalar(1))),
            "absent" => new AbsentVector(Aggregate(PlanVector(argument!, grid), Presence), AbsentLabels.Of(argument!)),
            "sort" => new SortedVector(PlanVector(argument!, grid), descending: false, Site(call)),
            "sort_desc" => new SortedVector(PlanVector(argument!, grid), descending: true, Site(call)),
            "sort_by_label" => new LabelSortedVector(PlanVector(argument!, grid), Texts(call, 1), descending: false, Site(call)),
            "sort_by_label_desc" => new LabelSortedVector(PlanVector(argument!, grid), Texts(call, 1), descending: true, Site(call)),
            "label_replace" => PlanLabelReplace(call, grid),
            "label_join" => PlanLabelJoin(call, grid),
            "histogram_quantile" => PlanHistogramQuantile(call, grid),
            "histogram_quantiles" => PlanHistogramQuantiles(call, grid),
            "histogram_fraction" => PlanHistogramFraction(call, grid),
            "info" => PlanInfo(call, grid),
            _ => throw new InvalidOperationException($"{name} is not a function to a vector."),
        };
    }

    private VectorOperator PlanStage(Call call, StepGrid grid, Func<StepScalar[], ColumnStage> create)
    {
        VectorOperator vector = PlanVector(WithoutParens(call.Arguments[0]), grid);
        return Apply(vector, new StageDraft(DropsName: true, [.. call.Arguments.Skip(1).Select(scalar => PlanScalar(scalar, grid))], create));
    }

    /// <summary>Only a bare selector has samples with start timestamps, and only where they are in use.</summary>
    private VectorOperator PlanStartTimestamp(Expr argument, StepGrid grid) =>
        argument is VectorSelector selector && options.Features.HasFlag(PromQLFeatures.StartTimestamps)
            ? PlanInstant(selector, grid, WindowKind.SampleStartTime)
            : new EmptyVector(grid);

    private RelabelledVector PlanLabelReplace(Call call, StepGrid grid)
    {
        ImmutableArray<string> texts = Texts(call, 1);
        (string destination, ReplacementTemplate replacement, byte[] source) = (texts[0], ReplacementTemplate.Parse(texts[1]), GoLiteral.Encode(texts[2]));
        RegexPattern pattern;
        try
        {
            pattern = RegexPattern.Compile(texts[3]);
        }
        catch (RegexSyntaxException)
        {
            throw new QueryException(QueryErrorKind.Execution, $"invalid regular expression in label_replace(): {texts[3]}");
        }

        LabelNames.Check(destination, "destination", "label_replace");
        return new RelabelledVector(PlanVector(WithoutParens(call.Arguments[0]), grid), GoLiteral.Encode(destination), Replace);

        byte[]? Replace(LabelSet labels) =>
            replacement.Expand(pattern, GoLiteral.Decode(labels.ValueOf(source))) is { } text ? GoLiteral.Encode(text) : null;
    }

    private RelabelledVector PlanLabelJoin(Call call, StepGrid grid)
    {
        ImmutableArray<string> texts = Texts(call, 1);
        foreach (string name in texts.Skip(2))
        {
            LabelNames.Check(name, "source", "label_join");
        }

        LabelNames.Check(texts[0], "destination", "label_join");
        byte[] separator = GoLiteral.Encode(texts[1]);
        ImmutableArray<byte[]> sources = [.. texts.Skip(2).Select(GoLiteral.Encode)];
        return new RelabelledVector(PlanVector(WithoutParens(call.Arguments[0]), grid), GoLiteral.Encode(texts[0]), Join);

        byte[]? Join(LabelSet labels)
        {
            var joined = new List<byte>();
            for (int i = 0; i < sources.Length; i++)
            {
                joined.AddRange(i > 0 ? separator : []);
                joined.AddRange(labels.ValueOf(sources[i]));
            }

            return [.. joined];
        }
    }

    private static ImmutableArray<string> Texts(Call call, int skip) =>
        [.. call.Arguments.Skip(skip).Select(static argument => ((StringLiteral)WithoutParens(argument)).Value)];
}
