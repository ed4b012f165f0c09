using System.Collections.Immutable;
using System.Globalization;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Query.PromQL.Syntax;

internal sealed partial class ExprParser
{
    private const string InMatchers = "label matching";
    private const string MetricNameLabel = "__name__";

    private VectorSelector ParseSelectorFrom(Token? nameToken)
    {
        string name = nameToken?.Text(query) ?? "";
        SourceRange source = nameToken?.Source ?? Peek().Source;
        ImmutableArray<LabelMatcher>.Builder matchers = ImmutableArray.CreateBuilder<LabelMatcher>();
        if (Peek().Kind == TokenKind.LeftBrace)
        {
            source = new SourceRange(source.Start, ParseMatchers(matchers));
        }

        if (name.Length > 0)
        {
            matchers.Add(new LabelMatcher(MatchOperator.Equal, MetricNameLabel, name));
        }

        return new VectorSelector(name, matchers.ToImmutable()) { Source = source };
    }

    // Returns where the braces end.
    private int ParseMatchers(ImmutableArray<LabelMatcher>.Builder matchers)
    {
        Take();
        while (Peek().Kind != TokenKind.RightBrace)
        {
            matchers.Add(ParseMatcher());
            if (!Accept(TokenKind.Comma) && Peek().Kind != TokenKind.RightBrace)
            {
                throw Unexpected(Peek(), InMatchers, "\",\" or \"}\"");
            }
        }

        return Take().End;
    }

    private LabelMatcher ParseMatcher()
    {
        Token token = Peek();
        if (token.Kind is not (TokenKind.Identifier or TokenKind.String))
        {
            throw Unexpected(token, InMatchers, "identifier or \"}\"");
        }

        Take();
        string name = token.Kind == TokenKind.String ? Unquote(token) : token.Text(query);
        MatchOperator op;
        switch (Peek().Kind)
        {
            case TokenKind.Assign:
                op = MatchOperator.Equal;
                break;
            case TokenKind.NotEqual:
                op = MatchOperator.NotEqual;
                break;
            case TokenKind.EqualRegex:
                op = MatchOperator.Regex;
                break;
            case TokenKind.NotEqualRegex:
                op = MatchOperator.NotRegex;
                break;
            case var _ when token.Kind == TokenKind.String:
                return new LabelMatcher(MatchOperator.Equal, MetricNameLabel, name);
            default:
                throw Unexpected(Peek(), InMatchers, "label matching operator");
        }

        Take();
        Token valueToken = Peek().Kind == TokenKind.String ? Take() : throw Unexpected(Peek(), InMatchers, "string");
        string value = Unquote(valueToken);
        if (op is MatchOperator.Regex or MatchOperator.NotRegex)
        {
            try
            {
                RegexPattern.Compile(value);
            }
            catch (RegexSyntaxException invalid)
            {
                throw Error(new SourceRange(token.Start, valueToken.End), invalid.Message);
            }
        }

        return new LabelMatcher(op, name, value);
    }

    private Expr ParsePostfix(Expr expr)
    {
        while (true)
        {
            switch (Peek().Kind)
            {
                case TokenKind.LeftBracket:
                    expr = ParseRange(expr);
                    break;
                case TokenKind.Offset:
                    Take();
                    expr = WithOffset(expr, ParseOffsetDuration());
                    break;
                case TokenKind.At:
                    Take();
                    expr = WithAt(expr, ParseAt(expr.Source));
                    break;
                case TokenKind.Anchored or TokenKind.Smoothed:
                    expr = WithExtension(expr, Take());
                    break;
                default:
                    return expr;
            }
        }
    }

    private AtModifier ParseAt(SourceRange selector)
    {
        const string context = "@";
        const string expected = "timestamp";
        if (Peek().Kind is TokenKind.Start or TokenKind.End)
        {
            AtKind kind = Take().Kind == TokenKind.Start ? AtKind.Start : AtKind.End;
            Expect(TokenKind.LeftParen, context, expected);
            Expect(TokenKind.RightParen, context, expected);
            return new AtModifier(kind);
        }

        bool negate = Peek().IsUnaryOperator && Take().Kind == TokenKind.Subtract;
        double seconds = Peek().Kind is TokenKind.Number or TokenKind.Duration ? ParseNumber().Value : throw Unexpected(Peek(), context, expected);
        seconds = negate ? -seconds : seconds;
        double milliseconds = Math.Round(seconds * 1000, MidpointRounding.AwayFromZero);
        return Math.Abs(seconds) < long.MaxValue
            ? new AtModifier(AtKind.Timestamp, (long)milliseconds)
            : throw Error(selector, $"timestamp out of bounds for @ modifier: {FixedSix(seconds)}");
    }

    private Expr WithOffset(Expr expr, Duration offset)
    {
        Duration already = expr switch
        {
            VectorSelector selector => selector.Offset,
            MatrixSelector matrix => matrix.Selector.Offset,
            SubqueryExpr subquery => subquery.Offset,
            _ => throw Error(expr.Source, "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery"),
        };
        if (already != Duration.Zero)
        {
            throw Error(expr.Source, "offset may not be set multiple times");
        }

        var source = new SourceRange(expr.Source.Start, _lastEnd);
        return expr switch
        {
            VectorSelector selector => selector with { Offset = offset, Source = source },
            MatrixSelector matrix => matrix with { Selector = matrix.Selector with { Offset = offset }, Source = source },
            _ => (SubqueryExpr)expr with { Offset = offset, Source = source },
        };
    }

    private Expr WithAt(Expr expr, AtModifier at)
    {
        AtModifier? already = expr switch
        {
            VectorSelector selector => selector.At,
            MatrixSelector matrix => matrix.Selector.At,
            SubqueryExpr subquery => subquery.At,
            _ => throw Error(expr.Source, "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery"),
        };
        if (already is not null)
        {
            throw Error(expr.Source, "@ <timestamp> may not be set multiple times");
        }

        var source = new SourceRange(expr.Source.Start, _lastEnd);
        return expr switch
        {
            VectorSelector selector => selector with { At = at, Source = source },
            MatrixSelector matrix => matrix with { Selector = matrix.Selector with { At = at }, Source = source },
            _ => (SubqueryExpr)expr with { At = at, Source = source },
        };
    }

    private Expr WithExtension(Expr expr, Token modifier)
    {
        bool anchored = modifier.Kind == TokenKind.Anchored;
        string name = anchored ? "anchored" : "smoothed";
        if (!features.HasFlag(PromQLFeatures.ExtendedRangeSelectors))
        {
            throw Error(expr.Source, $"{name} modifier is experimental and not enabled");
        }

        var source = new SourceRange(expr.Source.Start, modifier.End);
        return expr switch
        {
            VectorSelector selector => Extended(selector) with { Source = source },
            MatrixSelector matrix => matrix with { Selector = Extended(matrix.Selector), Source = source },
            SubqueryExpr => throw Error(expr.Source, $"{name} modifier is not supported for subqueries"),
            _ => throw Error(expr.Source, $"{name} modifier not implemented"),
        };

        VectorSelector Extended(VectorSelector selector) => (anchored ? selector.Smoothed : selector.Anchored)
            ? throw Error(expr.Source, "anchored and smoothed modifiers cannot be used together")
            : selector with { Anchored = anchored, Smoothed = !anchored };
    }

    private NumberLiteral ParseNumber()
    {
        Token token = Take();
        ReadOnlySpan<byte> text = query.AsSpan(token.Start, token.End - token.Start);
        if (token.Kind == TokenKind.Duration)
        {
            return PrometheusDuration.TryParse(token.Text(query), out long milliseconds, out string error)
                ? new NumberLiteral((milliseconds / 1000) + (milliseconds % 1000 / 1000.0), IsDuration: true) { Source = token.Source }
                : throw Error(token.Source, error);
        }

        if (GoNumber.TryParseInteger(text, out long integer))
        {
            return new NumberLiteral(integer) { Source = token.Source };
        }

        return GoNumber.TryParseFloat(text, out double value)
            ? new NumberLiteral(value) { Source = token.Source }
            : throw Error(
                token.Source,
                $"error parsing number: strconv.ParseFloat: parsing {GoLiteral.Quote(token.Text(query))}: {(double.IsInfinity(value) ? "value out of range" : "invalid syntax")}");
    }

    private Token Expect(TokenKind kind, string context, string expected) => Peek().Kind == kind ? Take() : throw Unexpected(Peek(), context, expected);

    private static string FixedSix(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? (value > 0 ? "+Inf" : "-Inf") : value.ToString("F6", CultureInfo.InvariantCulture);
}
