using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Syntax;

internal sealed partial class ExprParser
{
    /// <summary>
    /// Filters with "and", "or", a comma or nothing between them. As Loki's grammar has it, "and" binds tighter than "or", both from the left; a comma or nothing takes
    /// everything behind it for its right side.
    /// </summary>
    /// <param name="pending">The connective whose right side this is; null at the outside.</param>
    private LabelFilter ParseLabelFilter(TokenKind? pending)
    {
        Enter();
        LabelFilter left = ParseSingleFilter(pending);
        while (Connective() is { } connective && !Binds(pending, connective))
        {
            if (connective != TokenKind.Identifier)
            {
                Take();
            }

            left = new CombinedLabelFilter(left, ParseLabelFilter(connective), Both: connective != TokenKind.Or);
        }

        _depth--;
        return left;
    }

    // What connects the filter before with the one behind; an identifier stands for nothing between them.
    private TokenKind? Connective() => Peek().Kind switch
    {
        TokenKind.Or or TokenKind.And or TokenKind.Comma => Peek().Kind,
        TokenKind.Identifier or TokenKind.LeftParen => TokenKind.Identifier,
        _ => null,
    };

    // Does what came before take the filter in between, rather than leave it to the connective behind?
    private static bool Binds(TokenKind? before, TokenKind behind) =>
        (before == TokenKind.And && behind is TokenKind.And or TokenKind.Or) || (before == TokenKind.Or && behind == TokenKind.Or);

    private LabelFilter ParseSingleFilter(TokenKind? pending)
    {
        if (Accept(TokenKind.LeftParen))
        {
            LabelFilter inner = ParseLabelFilter(pending: null);
            Expect(TokenKind.RightParen, told: false);
            return inner;
        }

        if (Peek().Kind != TokenKind.Identifier)
        {
            throw pending is null ? Unexpected() : Unexpected(TokenKind.Identifier, TokenKind.LeftParen);
        }

        string label = Take().Text;
        TokenKind op = Peek().Kind;
        if (ComparisonOf(op) is not { } comparison)
        {
            return op is TokenKind.EqualRegex or TokenKind.NotRegex ? ParseMatcher(label) : throw Unexpected();
        }

        Take();
        switch (Peek().Kind)
        {
            case TokenKind.String when op is TokenKind.Assign or TokenKind.NotEqual:
                return new StringLabelFilter(Matcher(label, op == TokenKind.Assign ? MatchOperator.Equal : MatchOperator.NotEqual, Take().Text));
            case TokenKind.Ip when op is TokenKind.Assign or TokenKind.NotEqual:
                return new AddressLabelFilter(label, op == TokenKind.NotEqual, ParseAddress());
            case TokenKind.Duration:
                return new DurationLabelFilter(label, comparison, Take().Duration);
            case TokenKind.Bytes:
                return new BytesLabelFilter(label, comparison, Take().Size);
            case TokenKind.Number or TokenKind.Add or TokenKind.Subtract:
                NumberLiteral number = ParseLiteral();
                return number.Fault is { } fault ? throw new LogQLSyntaxException(fault) : new NumberLabelFilter(label, comparison, number.Value);
            default:
                throw Unexpected();
        }
    }

    private StringLabelFilter ParseMatcher(string label)
    {
        MatchOperator op = Take().Kind == TokenKind.EqualRegex ? MatchOperator.Regex : MatchOperator.NotRegex;
        return new StringLabelFilter(Matcher(label, op, Expect(TokenKind.String).Text));
    }

    private static ComparisonOperator? ComparisonOf(TokenKind kind) => kind switch
    {
        TokenKind.Assign or TokenKind.CompareEqual => ComparisonOperator.Equal,
        TokenKind.NotEqual => ComparisonOperator.NotEqual,
        TokenKind.Greater => ComparisonOperator.Greater,
        TokenKind.GreaterOrEqual => ComparisonOperator.GreaterOrEqual,
        TokenKind.Less => ComparisonOperator.Less,
        TokenKind.LessOrEqual => ComparisonOperator.LessOrEqual,
        _ => null,
    };
}
