using System.Collections.Immutable;
using System.Globalization;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Query.PromQL.Syntax.Analysis;

/// <summary>
/// The times of a query, which some syntax stands for: <c>start()</c>, <c>end()</c>, <c>step()</c> and <c>range()</c> as functions and in durations, and <c>@ start()</c>
/// and <c>@ end()</c>. In milliseconds; the step of an instant query is 0.
/// </summary>
public readonly record struct QueryContext(long Start, long End, long Step)
{
    // A duration holds 2^63 nanoseconds.
    private const double LongestDuration = 9223372036.854775807;

    /// <summary>Replaces all that by numbers, durations and timestamps.</summary>
    /// <exception cref="QueryException">A duration comes to nothing that can be used.</exception>
    public Expr Fold(Expr expr) => expr switch
    {
        Call { Function.Name: "start" } => new NumberLiteral(Start / 1000.0) { Source = expr.Source },
        Call { Function.Name: "end" } => new NumberLiteral(End / 1000.0) { Source = expr.Source },
        Call { Function.Name: "range" } => new NumberLiteral((End - Start) / 1000.0) { Source = expr.Source },
        Call { Function.Name: "step" } => new NumberLiteral(Start == End ? 0 : Step / 1000.0) { Source = expr.Source },
        Call call => FoldAll(call.Arguments) is var arguments && arguments == call.Arguments ? call : call with { Arguments = arguments },
        BinaryExpr binary => Replace(binary, binary.Left, binary.Right, static (b, left, right) => b with { Left = left, Right = right! }),
        AggregateExpr aggregate => Replace(aggregate, aggregate.Operand, aggregate.Parameter, static (a, operand, parameter) => a with { Operand = operand, Parameter = parameter }),
        UnaryExpr unary => Replace(unary, unary.Operand, null, static (u, operand, _) => u with { Operand = operand }),
        ParenExpr paren => Replace(paren, paren.Inner, null, static (p, inner, _) => p with { Inner = inner }),
        VectorSelector selector => Fold(selector),
        MatrixSelector matrix => matrix with { Selector = Fold(matrix.Selector), Range = Fold(matrix.Range, mayBeNegative: false) },
        SubqueryExpr subquery => subquery with
        {
            Inner = Fold(subquery.Inner),
            Offset = Fold(subquery.Offset, mayBeNegative: true),
            Step = subquery.Step is { } step ? Fold(step, mayBeNegative: false) : null,
            Range = Fold(subquery.Range, mayBeNegative: false),
            At = Fold(subquery.At),
        },
        _ => expr,
    };

    private VectorSelector Fold(VectorSelector selector) => selector.Offset.Expression is null && selector.At is null or { Kind: AtKind.Timestamp }
        ? selector
        : selector with { Offset = Fold(selector.Offset, mayBeNegative: true), At = Fold(selector.At) };

    private AtModifier? Fold(AtModifier? at) => at?.Kind switch
    {
        AtKind.Start => new AtModifier(AtKind.Timestamp, Start),
        AtKind.End => new AtModifier(AtKind.Timestamp, End),
        _ => at,
    };

    private Duration Fold(Duration duration, bool mayBeNegative)
    {
        if (duration.Expression is not { } expr)
        {
            return duration;
        }

        double seconds = Evaluate(expr);
        return !double.IsFinite(seconds) ? throw Error(expr, "duration is NaN or infinite")
            : seconds <= 0 && !mayBeNegative ? throw Error(expr, "duration must be greater than 0")
            : Math.Abs(seconds) > LongestDuration ? throw Error(expr, "duration is out of range")
            : new Duration((long)(seconds * 1000));
    }

    private double Evaluate(Expr expr)
    {
        switch (expr)
        {
            case NumberLiteral number:
                return number.Value;
            case ParenExpr paren:
                return Evaluate(paren.Inner);
            case UnaryExpr unary:
                return unary.Negate ? -Evaluate(unary.Operand) : Evaluate(unary.Operand);
            case DurationCall { Function: "step" }:
                return Step / 1000.0;
            case DurationCall { Function: "range" }:
                return (End - Start) / 1000.0;
            case DurationCall { Function: "min_of" } call:
                return Math.Min(Evaluate(call.Arguments[0]), Evaluate(call.Arguments[1]));
            case DurationCall { Function: "max_of" } call:
                return Math.Max(Evaluate(call.Arguments[0]), Evaluate(call.Arguments[1]));
            case BinaryExpr binary:
                double left = Evaluate(binary.Left);
                double right = Evaluate(binary.Right);
                return binary.Operator switch
                {
                    BinaryOperator.Add => left + right,
                    BinaryOperator.Subtract => left - right,
                    BinaryOperator.Multiply => left * right,
                    BinaryOperator.Divide => right == 0 ? throw Error(binary, "division by zero") : left / right,
                    BinaryOperator.Modulo => right == 0 ? throw Error(binary, "modulo by zero") : left % right,
                    _ => Math.Pow(left, right),
                };
            default:
                throw new ArgumentOutOfRangeException(nameof(expr), expr, null);
        }
    }

    private T Replace<T>(T parent, Expr first, Expr? second, Func<T, Expr, Expr?, T> rebuild)
    {
        Expr newFirst = Fold(first);
        Expr? newSecond = second is null ? null : Fold(second);
        return ReferenceEquals(first, newFirst) && ReferenceEquals(second, newSecond) ? parent : rebuild(parent, newFirst, newSecond);
    }

    private ImmutableArray<Expr> FoldAll(ImmutableArray<Expr> exprs)
    {
        for (int i = 0; i < exprs.Length; i++)
        {
            exprs = Fold(exprs[i]) is var folded && ReferenceEquals(folded, exprs[i]) ? exprs : exprs.SetItem(i, folded);
        }

        return exprs;
    }

    // These errors count bytes from 0, unlike those of the parser.
    private static QueryException Error(Expr expr, string reason) =>
        new(QueryErrorKind.BadData, string.Create(CultureInfo.InvariantCulture, $"{expr.Source.Start}:{expr.Source.End}: {reason}"));
}
