using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>
/// The grammar, by recursive descent and precedence climbing. Prometheus' parser is generated from an LALR grammar, tells only its first error, and looks one token ahead
/// only where that decides something; for the same message at the same place this one looks ahead at the same points and stops at the first error. An unexpected token
/// is blamed on the innermost construct that is open: matchers, a list of labels, a range, an offset, or an aggregation.
/// </summary>
internal sealed partial class ExprParser(byte[] query, PromQLFeatures features)
{
    // Bounds the recursion here and in everything that walks the tree.
    private const int MaxDepth = 500;

    private readonly PromQLLexer _lexer = new(query);
    private Token? _ahead;
    private int _depth;
    private int _openAggregations;
    private int _lastEnd;

    // The height of the expression that was parsed last; chains of operators grow without recursion.
    private int _height;

    /// <summary>A whole query.</summary>
    public Expr ParseQuery()
    {
        if (Peek().Kind == TokenKind.EndOfInput)
        {
            throw Error(default, "no expression found in input");
        }

        Expr expr = ParseExpr(BinaryOperators.LowestPrecedence);
        Expect(TokenKind.EndOfInput);
        return expr;
    }

    /// <summary>A vector selector without modifiers.</summary>
    public VectorSelector ParseSelector()
    {
        VectorSelector selector = Peek() switch
        {
            { Kind: TokenKind.LeftBrace } => ParseSelectorFrom(null),
            { IsMetricName: true } => ParseSelectorFrom(Take()),
            var other => throw Unexpected(other),
        };
        Expect(TokenKind.EndOfInput);
        return selector;
    }

    private Expr ParseExpr(int lowestPrecedence)
    {
        Enter();
        Expr left = ParsePostfix(ParsePrimary());
        while (BinaryOperators.Find(Peek().Kind) is { } op && op.Precedence >= lowestPrecedence)
        {
            int leftHeight = _height;
            Take();
            left = ParseBinary(left, op);
            Grow(leftHeight);
        }

        _depth--;
        return left;
    }

    private Expr ParsePrimary()
    {
        _height = 1;
        Token token = Peek();
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                return ParseNumber();
            case TokenKind.String:
                Take();
                return new StringLiteral(Unquote(token)) { Source = token.Source };
            case TokenKind.Add or TokenKind.Subtract:
                return ParseUnary();
            case TokenKind.LeftParen:
                Take();
                Expr inner = ParseExpr(BinaryOperators.LowestPrecedence);
                Grow(0);
                return new ParenExpr(inner) { Source = new SourceRange(token.Start, Expect(TokenKind.RightParen).End) };
            case TokenKind.LeftBrace:
                return ParseSelectorFrom(null);
        }

        if (!token.IsMetricName)
        {
            throw Unexpected(token);
        }

        Take();
        return Peek().Kind switch
        {
            TokenKind.LeftParen when token.Kind == TokenKind.Identifier || token.IsPreprocessor => ParseCall(token),
            TokenKind.LeftParen or TokenKind.By or TokenKind.Without when token.IsAggregator => ParseAggregation(token),
            _ => ParseSelectorFrom(token),
        };
    }

    private Expr ParseUnary()
    {
        Token op = Take();
        bool negate = op.Kind == TokenKind.Subtract;
        Expr operand = ParseExpr(BinaryOperators.UnaryPrecedence);
        Grow(0);
        var source = new SourceRange(op.Start, operand.Source.End);
        return operand switch
        {
            NumberLiteral number => new NumberLiteral(negate ? -number.Value : number.Value, number.IsDuration) { Source = source },
            _ => new UnaryExpr(negate, operand) { Source = source },
        };
    }

    private Call ParseCall(Token name)
    {
        ImmutableArray<Expr> arguments = ParseArguments(out int end);
        string text = name.Text(query);
        FunctionSignature function = FunctionTable.Find(text) ?? throw Error(name.Source, $"unknown function with name {GoLiteral.Quote(text)}");
        if (function.Experimental && !features.HasFlag(PromQLFeatures.ExperimentalFunctions))
        {
            throw Error(name.Source, $"function {GoLiteral.Quote(text)} is not enabled");
        }

        return new Call(function, arguments) { Source = new SourceRange(name.Start, end) };
    }

    private AggregateExpr ParseAggregation(Token name)
    {
        _openAggregations++;
        (ImmutableArray<string> Labels, bool Without)? grouping = ParseGroupingClause();
        ImmutableArray<Expr> arguments = ParseArguments(out int end);
        int height = _height;
        if (grouping is null && (grouping = ParseGroupingClause()) is not null)
        {
            end = _lastEnd;
        }

        _openAggregations--;
        _height = height;
        AggregateOperator op = AggregateOperators.Of(name.Kind);
        var source = new SourceRange(name.Start, end);
        if (arguments.IsEmpty)
        {
            throw Error(source, "no arguments for aggregate expression provided");
        }

        bool parameterised = AggregateOperators.TakesParameter(op);
        if (AggregateOperators.IsExperimental(op) && !features.HasFlag(PromQLFeatures.ExperimentalFunctions))
        {
            throw Error(source, $"{AggregateOperators.NameOf(op)}() is experimental and must be enabled with --enable-feature=promql-experimental-functions");
        }

        int expected = parameterised ? 2 : 1;
        return arguments.Length == expected
            ? new AggregateExpr(op, arguments[^1], parameterised ? arguments[0] : null, grouping?.Labels ?? [], grouping?.Without ?? false) { Source = source }
            : throw Error(source, $"wrong number of arguments for aggregate expression provided, expected {expected}, got {arguments.Length}");
    }

    private (ImmutableArray<string> Labels, bool Without)? ParseGroupingClause()
    {
        if (Peek().Kind is not (TokenKind.By or TokenKind.Without))
        {
            return null;
        }

        bool without = Take().Kind == TokenKind.Without;
        return (ParseLabelList(), without);
    }

    private ImmutableArray<Expr> ParseArguments(out int end)
    {
        Expect(TokenKind.LeftParen);
        ImmutableArray<Expr>.Builder arguments = ImmutableArray.CreateBuilder<Expr>();
        int height = 0;
        if (Peek().Kind != TokenKind.RightParen)
        {
            while (true)
            {
                arguments.Add(ParseExpr(BinaryOperators.LowestPrecedence));
                height = Math.Max(height, _height);
                if (Peek().Kind != TokenKind.Comma)
                {
                    break;
                }

                Token comma = Take();
                if (!StartsExpr(Peek()))
                {
                    throw Error(comma.Source, "trailing commas not allowed in function call args");
                }
            }
        }

        end = Expect(TokenKind.RightParen).End;
        _height = height;
        Grow(0);
        return arguments.ToImmutable();
    }

    private static bool StartsExpr(Token token) =>
        token.IsMetricName || token.Kind is TokenKind.Number or TokenKind.Duration or TokenKind.String or TokenKind.Add or TokenKind.Subtract or TokenKind.LeftParen or TokenKind.LeftBrace;

    // The last parsed expression got a parent, beside a sibling of the given height.
    private void Grow(int siblingHeight)
    {
        _height = Math.Max(_height, siblingHeight) + 1;
        if (_height > MaxDepth)
        {
            throw TooDeep();
        }
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw TooDeep();
        }
    }

    private PromQLSyntaxException TooDeep() => Error(Peek().Source, $"expressions are nested more than {MaxDepth} levels deep");

    private Token Peek() => _ahead ??= _lexer.Next();

    private Token Take()
    {
        Token token = Peek();
        _ahead = null;
        _lastEnd = token.End;
        return token;
    }

    private Token Expect(TokenKind kind) => Peek().Kind == kind ? Take() : throw Unexpected(Peek());

    private PromQLSyntaxException Unexpected(Token token, string context = "", string expected = "")
    {
        if (context.Length == 0 && _openAggregations > 0)
        {
            context = "aggregation";
        }

        return Error(
            token.Source,
            $"unexpected {token.Describe(query)}{(context.Length > 0 ? $" in {context}" : "")}{(expected.Length > 0 ? $", expected {expected}" : "")}");
    }

    private PromQLSyntaxException Error(SourceRange source, string reason) => new(query, source, reason);

    private string Unquote(Token token)
    {
        ReadOnlySpan<byte> literal = query.AsSpan(token.Start, token.End - token.Start);
        return GoLiteral.Unquote(literal) ?? throw Error(token.Source, $"error unquoting string {GoLiteral.Quote(GoLiteral.Decode(literal))}: invalid syntax");
    }
}
