using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>Checks types and the rules that go beyond syntax, in the order in which Prometheus does, as only the first error is told.</summary>
internal sealed class TypeChecker(byte[] query)
{
    public void Check(Expr expr)
    {
        switch (expr)
        {
            case AggregateExpr aggregate:
                CheckAggregate(aggregate);
                break;
            case BinaryExpr binary:
                CheckBinary(binary);
                break;
            case Call call:
                CheckCall(call);
                break;
            case ParenExpr paren:
                Check(paren.Inner);
                break;
            case UnaryExpr unary:
                Check(unary.Operand);
                if (!IsNumeric(unary.Operand.Type))
                {
                    throw Error(unary, $"unary expression only allowed on expressions of type scalar or instant vector, got \"{NameOf(unary.Operand.Type)}\"");
                }

                break;
            case SubqueryExpr subquery:
                Check(subquery.Inner);
                if (subquery.Inner.Type != PromQLType.Vector)
                {
                    string got = subquery.Inner.Type == PromQLType.Matrix ? "matrix" : NameOf(subquery.Inner.Type);
                    throw Error(subquery, $"subquery is only allowed on instant vector, got {got} instead");
                }

                break;
            case MatrixSelector matrix:
                CheckSelector(matrix.Selector, mayMatchAll: false);
                break;
            case VectorSelector selector:
                CheckSelector(selector, mayMatchAll: false);
                break;
        }
    }

    private void CheckAggregate(AggregateExpr aggregate)
    {
        Expect(aggregate.Operand, PromQLType.Vector, "aggregation expression");
        if (aggregate.Parameter is not null)
        {
            Expect(aggregate.Parameter, aggregate.Operator == AggregateOperator.CountValues ? PromQLType.String : PromQLType.Scalar, "aggregation parameter");
        }
    }

    private void CheckBinary(BinaryExpr binary)
    {
        Check(binary.Left);
        Check(binary.Right);
        PromQLType left = binary.Left.Type;
        PromQLType right = binary.Right.Type;
        if (binary.ReturnBool && !binary.Operator.IsComparison())
        {
            throw Error(OperatorOf(binary), "bool modifier can only be used on comparison operators");
        }

        if (binary.Operator.IsComparison() && !binary.ReturnBool && left == PromQLType.Scalar && right == PromQLType.Scalar)
        {
            throw Error(OperatorOf(binary), "comparisons between scalars must use BOOL modifier");
        }

        if (binary.Matching is { On: true } matching && matching.Labels.FirstOrDefault(matching.Include.Contains) is { } label)
        {
            throw Error(OperatorOf(binary), $"label {GoLiteral.Quote(label)} must not occur in ON and GROUP clause at once");
        }

        foreach (Expr side in (ReadOnlySpan<Expr>)[binary.Left, binary.Right])
        {
            if (!IsNumeric(side.Type))
            {
                throw Error(side, "binary expression must contain only scalar and instant vector types");
            }
        }

        string symbol = binary.Operator.Symbol();
        bool fills = binary.Matching is { FillLeft: not null } or { FillRight: not null };
        if (left != PromQLType.Vector || right != PromQLType.Vector)
        {
            if (binary.Matching is { Labels.IsEmpty: false })
            {
                throw Error(binary, "vector matching only allowed between instant vectors");
            }

            if (fills)
            {
                throw Error(binary, "filling in missing series only allowed between instant vectors");
            }

            if (binary.Operator.IsSet())
            {
                throw Error(binary, $"set operator \"{symbol}\" not allowed in binary scalar expression");
            }
        }
        else if (binary.Operator.IsSet())
        {
            if (binary.Matching!.Cardinality != MatchCardinality.ManyToMany)
            {
                throw Error(binary, $"no grouping allowed for \"{symbol}\" operation");
            }

            if (fills)
            {
                throw Error(binary, "filling in missing series not allowed for set operators");
            }
        }
    }

    private void CheckCall(Call call)
    {
        FunctionSignature function = call.Function;
        int declared = function.Parameters.Length;
        int given = call.Arguments.Length;
        if (function.Variadic == 0 && given != declared)
        {
            throw Error(call, $"expected {declared} argument(s) in call to \"{function.Name}\", got {given}");
        }

        if (function.Variadic != 0 && given < declared - 1)
        {
            throw Error(call, $"expected at least {declared - 1} argument(s) in call to \"{function.Name}\", got {given}");
        }

        if (function.Variadic > 0 && given > declared - 1 + function.Variadic)
        {
            throw Error(call, $"expected at most {declared - 1 + function.Variadic} argument(s) in call to \"{function.Name}\", got {given}");
        }

        bool isInfo = function.Name == "info" && given > 1;
        if (isInfo)
        {
            CheckInfo(call);
        }

        for (int i = 0; i < given; i++)
        {
            Expr argument = call.Arguments[i];
            PromQLType expected = function.Parameters[Math.Min(i, declared - 1)];
            if (isInfo && i == 1)
            {
                CheckSelector((VectorSelector)argument, mayMatchAll: true);
            }
            else
            {
                Expect(argument, expected, $"call to function \"{function.Name}\"");
            }
        }
    }

    // The second argument only states which labels to add.
    private void CheckInfo(Call call)
    {
        Expr labels = call.Arguments[1];
        if (labels.Type != PromQLType.Vector)
        {
            throw Error(call, $"expected type instant vector in call to function \"info\", got {NameOf(labels.Type)}");
        }

        if (labels is not VectorSelector { Name: "" })
        {
            throw Error(labels, labels is VectorSelector ? "expected label selectors only, got vector selector instead" : "expected label selectors only");
        }
    }

    private void CheckSelector(VectorSelector selector, bool mayMatchAll)
    {
        ImmutableArray<LabelMatcher> matchers = selector.Matchers;
        if (selector.Name.Length > 0)
        {
            foreach (LabelMatcher matcher in matchers.AsSpan()[..^1])
            {
                if (matcher.Name == "__name__")
                {
                    throw Error(selector, $"metric name must not be set twice: {GoLiteral.Quote(selector.Name)} or {GoLiteral.Quote(matcher.Value)}");
                }
            }
        }
        else if (!mayMatchAll && matchers.All(m => MatcherCompiler.Compile(m).MatchesEmpty))
        {
            throw Error(selector, "vector selector must contain at least one non-empty matcher");
        }
    }

    private void Expect(Expr expr, PromQLType type, string context)
    {
        Check(expr);
        if (expr.Type != type)
        {
            throw Error(expr, $"expected type {NameOf(type)} in {context}, got {NameOf(expr.Type)}");
        }
    }

    // Errors about an operator point at it: the first thing after the left operand.
    private SourceRange OperatorOf(BinaryExpr binary)
    {
        int start = binary.Left.Source.End;
        int blanks = query.AsSpan(start).IndexOfAnyExcept(" \t\r\n"u8);
        return new SourceRange(start + Math.Max(blanks, 0), binary.Right.Source.Start);
    }

    private PromQLSyntaxException Error(Expr expr, string reason) => Error(expr.Source, reason);

    private PromQLSyntaxException Error(SourceRange source, string reason) => new(query, source, reason);

    private static bool IsNumeric(PromQLType type) => type is PromQLType.Scalar or PromQLType.Vector;

    private static string NameOf(PromQLType type) => type switch
    {
        PromQLType.Scalar => "scalar",
        PromQLType.Vector => "instant vector",
        PromQLType.Matrix => "range vector",
        _ => "string",
    };
}
