using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.PromQL.Syntax;

internal sealed partial class ExprParser
{
    private const string InLabelList = "grouping opts";

    private BinaryExpr ParseBinary(Expr left, BinaryOperators.Entry op)
    {
        bool returnBool = Accept(TokenKind.Bool);
        var matching = new VectorMatching(MatchCardinality.OneToOne, On: false, [], []);
        if (Peek().Kind is TokenKind.On or TokenKind.Ignoring)
        {
            bool on = Take().Kind == TokenKind.On;
            matching = matching with { On = on, Labels = ParseLabelList() };
            if (Peek().Kind is TokenKind.GroupLeft or TokenKind.GroupRight)
            {
                MatchCardinality cardinality = Take().Kind == TokenKind.GroupLeft ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany;
                matching = matching with { Cardinality = cardinality, Include = Peek().Kind == TokenKind.LeftParen ? ParseLabelList() : [] };
            }
        }

        matching = ParseFill(matching);
        Expr right = ParseExpr(op.RightPrecedence);
        bool fills = matching.FillLeft is not null || matching.FillRight is not null;
        if (fills && !features.HasFlag(PromQLFeatures.FillModifiers))
        {
            throw Error(left.Source, "binop fill modifiers are experimental and not enabled");
        }

        bool betweenVectors = left.Type == PromQLType.Vector && right.Type == PromQLType.Vector;
        if (betweenVectors && op.Operator.IsSet() && matching.Cardinality == MatchCardinality.OneToOne)
        {
            matching = matching with { Cardinality = MatchCardinality.ManyToMany };
        }

        // Between others, what says nothing is dropped here and what says something is left for the checker to complain about.
        VectorMatching? kept = betweenVectors || !matching.Labels.IsEmpty || fills ? matching : null;
        return new BinaryExpr(op.Operator, left, right, returnBool, kept) { Source = new SourceRange(left.Source.Start, right.Source.End) };
    }

    private VectorMatching ParseFill(VectorMatching matching)
    {
        switch (Peek().Kind)
        {
            case TokenKind.Fill:
                double value = ParseFillValue();
                return matching with { FillLeft = value, FillRight = value };
            case TokenKind.FillLeft:
                matching = matching with { FillLeft = ParseFillValue() };
                return Peek().Kind == TokenKind.FillRight ? matching with { FillRight = ParseFillValue() } : matching;
            case TokenKind.FillRight:
                matching = matching with { FillRight = ParseFillValue() };
                return Peek().Kind == TokenKind.FillLeft ? matching with { FillLeft = ParseFillValue() } : matching;
            default:
                return matching;
        }
    }

    private double ParseFillValue()
    {
        Take();
        Expect(TokenKind.LeftParen);
        bool negate = Peek().IsUnaryOperator && Take().Kind == TokenKind.Subtract;
        double value = Peek().Kind is TokenKind.Number or TokenKind.Duration ? ParseNumber().Value : throw Unexpected(Peek());
        Expect(TokenKind.RightParen);
        return negate ? -value : value;
    }

    private ImmutableArray<string> ParseLabelList()
    {
        if (Peek().Kind != TokenKind.LeftParen)
        {
            throw Unexpected(Peek(), InLabelList, "\"(\"");
        }

        Take();
        ImmutableArray<string>.Builder labels = ImmutableArray.CreateBuilder<string>();
        while (!Accept(TokenKind.RightParen))
        {
            labels.Add(ParseLabelName());
            if (!Accept(TokenKind.Comma) && Peek().Kind != TokenKind.RightParen)
            {
                throw Unexpected(Peek(), InLabelList, "\",\" or \")\"");
            }
        }

        return labels.ToImmutable();
    }

    private string ParseLabelName()
    {
        Token token = Peek();
        if (token.Kind != TokenKind.String)
        {
            return token.IsLabelName ? Take().Text(query) : throw Unexpected(token, InLabelList, "label");
        }

        string name = Unquote(Take());
        return name.Length > 0 && !GoLiteral.HasRawBytes(name) ? name : throw Error(token.Source, $"invalid label name for grouping: {GoLiteral.Quote(name)}");
    }

    private bool Accept(TokenKind kind)
    {
        if (Peek().Kind != kind)
        {
            return false;
        }

        Take();
        return true;
    }
}
