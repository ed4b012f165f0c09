using System.Collections.Immutable;
using CsCheck;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Query.PromQL.Syntax.Analysis;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.PromQL.Tests.Evaluation;

/// <summary>Random queries over the series of <see cref="RandomMetrics"/>, with ranges, offsets and pins of a size that meets their samples.</summary>
internal static class EvaluableQueries
{
    private static readonly ImmutableArray<long> _ranges = [20_000, 60_000, 150_000, 300_000];
    private static readonly ImmutableArray<long?> _steps = [null, 15_000, 30_000, 45_000];
    private static readonly ImmutableArray<long> _offsets = [0, 0, 0, 30_000, -15_000, 70_000];

    /// <summary>Left out: what depends on an order that is not defined, what the reference does not know, and dates, which it only knows up to the year 9999.</summary>
    private static readonly ExprGenerator _generator = new()
    {
        Metrics = RandomMetrics.Names,
        Labels = RandomMetrics.LabelNames,
        Values = ["a", "b", "", "0.5", "dropped"],
        Regexes = ["a|b", ".+", ".*", "[ab]", "(a)?.*"],
        Features = PromQLFeatures.All & ~(PromQLFeatures.ExtendedRangeSelectors | PromQLFeatures.DurationExpressions),
        WithoutFunctions = ["minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year"],
        Depth = 3,
    };

    public static Expr Generate(PCG random)
    {
        while (true)
        {
            Expr expr = Fitted(_generator.Evaluable.Generate(random, null, out _), random);
            if (CountSubqueries(expr) <= 2 && !IsArbitrary(expr))
            {
                return expr;
            }
        }
    }

    /// <summary>Whether the answer depends on the order of series: which of them limitk() takes, or the last bits of a sum when count_values() makes labels of them.</summary>
    private static bool IsArbitrary(Expr expr) =>
        expr is AggregateExpr { Operator: AggregateOperator.LimitK } or AggregateExpr { Operator: AggregateOperator.CountValues, Operand: not VectorSelector }
        || expr.Children().Any(IsArbitrary);

    private static int CountSubqueries(Expr expr) => (expr is SubqueryExpr ? 1 : 0) + expr.Children().Sum(CountSubqueries);

    private static Expr Fitted(Expr expr, PCG random) => expr switch
    {
        VectorSelector selector => Fitted(selector, random),
        MatrixSelector matrix => new MatrixSelector(Fitted(matrix.Selector, random), new Duration(Pick(_ranges, random))),
        SubqueryExpr subquery => new SubqueryExpr(
            Fitted(subquery.Inner, random), new Duration(Pick(_ranges, random)), Pick(_steps, random) is { } step ? new Duration(step) : null)
        {
            Offset = new Duration(Pick(_offsets, random)),
            At = Fitted(subquery.At, random),
        },
        ParenExpr paren => paren with { Inner = Fitted(paren.Inner, random) },
        UnaryExpr unary => unary with { Operand = Fitted(unary.Operand, random) },
        BinaryExpr binary => binary with { Left = Fitted(binary.Left, random), Right = Fitted(binary.Right, random) },
        AggregateExpr aggregate => aggregate with
        {
            Operand = Fitted(aggregate.Operand, random),
            Parameter = aggregate.Parameter is null ? null : Fitted(aggregate.Parameter, random),
        },
        Call call => call with { Arguments = [.. call.Arguments.Select(argument => Fitted(argument, random))] },
        _ => expr,
    };

    private static VectorSelector Fitted(VectorSelector selector, PCG random) =>
        selector with { Offset = new Duration(Pick(_offsets, random)), At = Fitted(selector.At, random) };

    private static AtModifier? Fitted(AtModifier? at, PCG random) =>
        at is { Kind: AtKind.Timestamp } ? new AtModifier(AtKind.Timestamp, RandomMetrics.Start + (random.Next(40) * 10_000)) : at;

    private static T Pick<T>(ImmutableArray<T> items, PCG random) => items[(int)random.Next((uint)items.Length)];
}
