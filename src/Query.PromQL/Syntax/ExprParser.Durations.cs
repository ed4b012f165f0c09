using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax;

internal sealed partial class ExprParser
{
    // A duration holds 2^63 nanoseconds.
    private const double LongestDuration = 9223372036.854775807;

    /// <summary>What an unexpected token in a duration is blamed on.</summary>
    private readonly record struct DurationPlace(string Context, string Expected)
    {
        public static DurationPlace Range => new("subquery or range selector", "number, duration, step(), or range()");

        public static DurationPlace Step => new("subquery selector", "number, duration, step(), range(), or \"]\"");

        public static DurationPlace Offset => new("offset", "number, duration, step(), or range()");
    }

    private Expr ParseRange(Expr expr)
    {
        int height = _height;
        Token open = Take();
        Duration range = ParsePositiveDuration(DurationPlace.Range);
        _height = height;
        Grow(0);
        Token next = Peek();
        if (next.Kind == TokenKind.RightBracket)
        {
            Take();
            string error = expr switch
            {
                not VectorSelector => "ranges only allowed for vector selectors",
                VectorSelector { Offset: var offset } when offset != Duration.Zero => "no offset modifiers allowed before range",
                VectorSelector { At: not null } => "no @ modifiers allowed before range",
                _ => "",
            };
            return error.Length == 0
                ? new MatrixSelector((VectorSelector)expr, range) { Source = new SourceRange(expr.Source.Start, next.End) }
                : throw Error(open.Source, error);
        }

        if (next.Kind != TokenKind.Colon)
        {
            throw Unexpected(next, "subquery or range", "\":\" or \"]\"");
        }

        Take();
        Duration? step = null;
        if (Peek().Kind != TokenKind.RightBracket)
        {
            step = ParsePositiveDuration(DurationPlace.Step);
            _height = height + 1;
        }

        Token close = Expect(TokenKind.RightBracket, "subquery selector", "\"]\"");
        return new SubqueryExpr(expr, range, step) { Source = new SourceRange(expr.Source.Start, close.End) };
    }

    private Duration ParsePositiveDuration(DurationPlace place)
    {
        Expr expr = ParseDuration(BinaryOperators.LowestPrecedence, place);
        return expr is NumberLiteral { Value: <= 0 } ? throw Error(expr.Source, "duration must be greater than 0") : ToDuration(expr);
    }

    // Unless it is in parentheses, an offset takes only one term: "x offset 1m + 2" is "(x offset 1m) + 2".
    private Duration ParseOffsetDuration()
    {
        int height = _height;
        DurationPlace place = DurationPlace.Offset;
        Token first = Peek();
        Expr expr;
        if (first.IsUnaryOperator)
        {
            Take();
            switch (Peek().Kind)
            {
                case TokenKind.LeftParen:
                    Take();
                    Expr inner = ParseDuration(BinaryOperators.LowestPrecedence, place);
                    Expect(TokenKind.RightParen, place.Context, place.Expected);
                    expr = Signed(first, Parenthesised(inner, inner.Source));
                    break;
                case TokenKind.Add or TokenKind.Subtract:
                    Expr operand = ParseDuration(BinaryOperators.UnaryPrecedence, place);
                    expr = ParseDurationOperators(Signed(first, operand), BinaryOperators.LowestPrecedence, place);
                    break;
                default:
                    expr = Signed(first, ParseDurationTerm(place));
                    break;
            }
        }
        else
        {
            expr = ParseDurationTerm(place);
            if (first.Kind == TokenKind.LeftParen)
            {
                expr = ParseDurationOperators(expr, BinaryOperators.LowestPrecedence, place);
            }
        }

        _height = height;
        return ToDuration(expr);
    }

    private Expr ParseDuration(int lowestPrecedence, DurationPlace place)
    {
        Enter();
        Expr left = ParseDurationOperators(ParseDurationTerm(place), lowestPrecedence, place);
        _depth--;
        return left;
    }

    private Expr ParseDurationOperators(Expr left, int lowestPrecedence, DurationPlace place)
    {
        while (BinaryOperators.Find(Peek().Kind) is { } op && IsArithmetic(op.Operator) && op.Precedence >= lowestPrecedence)
        {
            int leftHeight = _height;
            Token token = Take();
            Expr right = ParseDuration(op.RightPrecedence, place);
            Grow(leftHeight);
            RequireDurationExpressions(left);
            if (op.Operator is BinaryOperator.Divide or BinaryOperator.Modulo && right is NumberLiteral { Value: 0 })
            {
                throw Error(token.Source, op.Operator == BinaryOperator.Divide ? "division by zero" : "modulo by zero");
            }

            left = new BinaryExpr(op.Operator, left, right, ReturnBool: false, Matching: null) { Source = new SourceRange(left.Source.Start, right.Source.End) };
        }

        return left;
    }

    private Expr ParseDurationTerm(DurationPlace place)
    {
        _height = 1;
        Token token = Peek();
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                NumberLiteral number = ParseNumber();
                return Math.Abs(number.Value) <= LongestDuration ? number : throw Error(number.Source, "duration out of range");
            case TokenKind.Add or TokenKind.Subtract:
                Take();
                Expr operand = ParseDuration(BinaryOperators.UnaryPrecedence, place);
                Grow(0);
                return Signed(token, operand);
            case TokenKind.LeftParen:
                Take();
                Expr inner = ParseDuration(BinaryOperators.LowestPrecedence, place);
                Grow(0);
                Token close = Expect(TokenKind.RightParen, place.Context, place.Expected);
                RequireDurationExpressions(inner);
                return Parenthesised(inner, new SourceRange(token.Start, close.End));
            case TokenKind.Step or TokenKind.Range or TokenKind.MaxOf or TokenKind.MinOf:
                return ParseDurationCall(place);
            default:
                throw Unexpected(token, place.Context, place.Expected);
        }
    }

    private DurationCall ParseDurationCall(DurationPlace place)
    {
        Token name = Take();
        Expect(TokenKind.LeftParen, place.Context, place.Expected);
        DurationCall call;
        if (name.Kind is TokenKind.Step or TokenKind.Range)
        {
            Token close = Expect(TokenKind.RightParen, place.Context, place.Expected);
            call = new DurationCall(name.Kind == TokenKind.Step ? "step" : "range", []) { Source = new SourceRange(name.Start, close.End) };
        }
        else
        {
            Expr first = ParseDuration(BinaryOperators.LowestPrecedence, place);
            int firstHeight = _height;
            Expect(TokenKind.Comma, place.Context, place.Expected);
            Expr second = ParseDuration(BinaryOperators.LowestPrecedence, place);
            Grow(firstHeight);
            Expect(TokenKind.RightParen, place.Context, place.Expected);
            ImmutableArray<Expr> arguments = [first, second];
            call = new DurationCall(name.Kind == TokenKind.MaxOf ? "max_of" : "min_of", arguments) { Source = new SourceRange(first.Source.Start, second.Source.End) };
        }

        RequireDurationExpressions(call);
        return call;
    }

    private static Expr Signed(Token sign, Expr operand)
    {
        bool negate = sign.Kind == TokenKind.Subtract;
        var source = new SourceRange(sign.Start, operand.Source.End);
        return operand is NumberLiteral number ? number with { Value = negate ? -number.Value : number.Value, Source = source }
            : negate ? new UnaryExpr(Negate: true, operand) { Source = source }
            : operand;
    }

    // Parentheses around an operation have its position, as Prometheus keeps them as a mark on it.
    private static Expr Parenthesised(Expr inner, SourceRange parentheses) => inner switch
    {
        ParenExpr => inner,
        NumberLiteral => new ParenExpr(inner) { Source = parentheses },
        _ => new ParenExpr(inner) { Source = inner.Source },
    };

    private void RequireDurationExpressions(Expr at)
    {
        if (!features.HasFlag(PromQLFeatures.DurationExpressions))
        {
            throw Error(at.Source, "experimental duration expression is not enabled");
        }
    }

    private static Duration ToDuration(Expr expr) =>
        expr is NumberLiteral number ? new Duration((long)Math.Round(number.Value * 1e9, MidpointRounding.AwayFromZero) / 1_000_000) : new Duration(0, expr);

    private static bool IsArithmetic(BinaryOperator op) => op <= BinaryOperator.Power;
}
