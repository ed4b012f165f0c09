using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Binary;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Operators;
using Orleans.Obs.Query.PromQL.Evaluation.Stages;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Query.PromQL.Syntax.Analysis;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>
/// Turns a folded expression into operators. Whatever is done to the series of one selector alone, up to and including one aggregation, grows into a leaf that the shards evaluate;
/// the rest is evaluated here. Expressions that are the same at every step are evaluated at one.
/// </summary>
internal sealed partial class QueryPlanner(PromQLEngineOptions options, QueryRequest request)
{
    /// <summary>What is done to a vector of which only matters where it has elements.</summary>
    private static readonly AggregationDraft Presence = new(AggregateOperator.Group, Without: false, [], Parameter: null, default, default);

    private readonly bool _removesNamesAtOnce = !options.Features.HasFlag(PromQLFeatures.DelayedNameRemoval);
    private int _sites;
    private int _subqueries;

    /// <summary>How many expressions around ask for nothing but counts and sums of histograms, and how many need their buckets.</summary>
    private int _statistics;
    private int _buckets;

    public VectorOperator PlanVector(Expr expr, StepGrid grid)
    {
        if (grid.Count == 0)
        {
            return new EmptyVector(grid);
        }

        return grid.Count > 1 && StepInvariance.IsInvariant(expr) ? new InvariantVector(PlanSteps(expr, grid.First), grid) : PlanSteps(expr, grid);
    }

    public ScalarOperator PlanScalar(Expr expr, StepGrid grid) =>
        grid.Count > 1 && StepInvariance.IsInvariant(expr) ? new InvariantScalar(PlanScalarSteps(expr, grid.First), grid) : PlanScalarSteps(expr, grid);

    private VectorOperator PlanSteps(Expr expr, StepGrid grid) => expr switch
    {
        ParenExpr paren => PlanSteps(paren.Inner, grid),
        VectorSelector selector => PlanInstant(selector, grid, selector.Smoothed ? WindowKind.SmoothedInstant : WindowKind.Instant),
        UnaryExpr { Negate: true } unary => Apply(PlanVector(unary.Operand, grid), StageDraft.Of(new NegateStage())),
        UnaryExpr unary => PlanVector(unary.Operand, grid),
        BinaryExpr { Matching: { } matching } binary => PlanMatched(binary, matching, grid),
        BinaryExpr binary => PlanWithScalar(binary, grid),
        AggregateExpr aggregate => PlanAggregate(aggregate, grid),
        Call call => PlanCall(call, grid),
        _ => throw new InvalidOperationException($"{expr.GetType().Name} is not an instant vector."),
    };

    private ScalarOperator PlanScalarSteps(Expr expr, StepGrid grid)
    {
        switch (expr)
        {
            case NumberLiteral number:
                return new ConstantScalar(number.Value, grid);
            case ParenExpr paren:
                return PlanScalarSteps(paren.Inner, grid);
            case UnaryExpr unary:
                ScalarOperator operand = PlanScalar(unary.Operand, grid);
                return unary.Negate ? new CombinedScalar(operand, operand, static (value, _) => -value) : operand;
            case BinaryExpr binary:
                BinaryOperator operation = binary.Operator;
                return new CombinedScalar(PlanScalar(binary.Left, grid), PlanScalar(binary.Right, grid), (left, right) => ElementOperation.Scalars(operation, left, right));
            case Call call:
                return PlanScalarCall(call, grid);
            default:
                throw new InvalidOperationException($"{expr.GetType().Name} is not a scalar.");
        }
    }

    private VectorOperator PlanMatched(BinaryExpr binary, VectorMatching matching, StepGrid grid)
    {
        VectorOperator left = PlanVector(binary.Left, grid), right = PlanVector(binary.Right, grid);
        return binary.Operator.IsSet()
            ? new SetVector(binary.Operator, matching, left, right)
            : new MatchedVector(binary.Operator, matching, binary.ReturnBool, left, right, Site(binary));
    }

    private VectorOperator PlanWithScalar(BinaryExpr binary, StepGrid grid)
    {
        bool scalarIsLeft = binary.Left.Type == PromQLType.Scalar;
        ScalarOperator? scalar = scalarIsLeft ? PlanScalar(binary.Left, grid) : null;
        int trims = binary.Operator is BinaryOperator.TrimLower or BinaryOperator.TrimUpper ? 1 : 0;
        _buckets += trims;
        VectorOperator vector = PlanVector(scalarIsLeft ? binary.Right : binary.Left, grid);
        _buckets -= trims;
        scalar ??= PlanScalar(binary.Right, grid);
        AnnotationSite site = Site(binary);
        bool dropsName = binary.ReturnBool || ElementOperation.ChangesMeaning(binary.Operator);
        return Apply(vector, new StageDraft(
            dropsName, [scalar], scalars => new ScalarOperationStage(binary.Operator, scalars[0], scalarIsLeft, binary.ReturnBool, site)));
    }

    private VectorOperator PlanAggregate(AggregateExpr aggregate, StepGrid grid)
    {
        Expr operand = WithoutParens(aggregate.Operand);
        if (aggregate.Operator == AggregateOperator.CountValues)
        {
            string label = ((StringLiteral)WithoutParens(aggregate.Parameter!)).Value;
            return new CountValues(PlanVector(operand, grid), LabelNames.CheckCounted(label), aggregate.Without, aggregate.Grouping);
        }

        Expr? parameter = aggregate.Parameter is null ? null : WithoutParens(aggregate.Parameter);
        ScalarOperator? scalar = parameter is null ? null : PlanScalar(parameter, grid);
        VectorOperator vector = PlanVector(operand, grid);
        bool blamesItself = aggregate.Operator is AggregateOperator.TopK or AggregateOperator.BottomK;
        var draft = new AggregationDraft(
            aggregate.Operator, aggregate.Without, aggregate.Grouping, scalar, Site(blamesItself ? aggregate : aggregate.Operand), Site(parameter ?? operand));
        return !AggregationSpec.IsSupported(aggregate.Operator) ? new LimitVector(vector, draft) : Aggregate(vector, draft);
    }

    /// <summary>Lets a leaf's shards do a stage, or does it here.</summary>
    private static VectorOperator Apply(VectorOperator input, StageDraft stage) =>
        input is ShardLeaf { TakesStages: true } leaf ? leaf.With(stage) : new StageOperator(input, stage);

    /// <summary>
    /// Lets a leaf's shards do their part of an aggregation, or does all of it here: where names are taken off at once, series of different names may turn out the same, which is an
    /// error that only shows when they are together.
    /// </summary>
    private VectorOperator Aggregate(VectorOperator input, AggregationDraft aggregation) =>
        input is ShardLeaf { TakesStages: true } leaf && (!_removesNamesAtOnce || !leaf.Draft.DropsName || leaf.Draft.HasOneName)
            ? leaf.With(aggregation)
            : new AggregateVector(input, aggregation);

    private AnnotationSite Site(Expr expr) => new(expr.Source.Start, ++_sites);

    public static Expr WithoutParens(Expr expr)
    {
        while (expr is ParenExpr paren)
        {
            expr = paren.Inner;
        }

        return expr;
    }
}
