using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;

namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>
/// A recursive descent over the tokens. Errors name what was expected where Loki's generated parser names it: when there are at most four possibilities, and never where the
/// parser would first have finished what stands before.
/// </summary>
internal sealed partial class ExprParser(string query)
{
    private const int MaxDepth = 500;

    private readonly LogQLLexer _lexer = new(query);
    private Token? _next;
    private Token? _afterNext;
    private int _depth;

    public LogQLExpr ParseQuery()
    {
        LogQLExpr expr = ParseExpr(BinaryOperators.LowestPrecedence);
        return Peek().Kind == TokenKind.End ? expr : throw Unexpected();
    }

    private LogQLExpr ParseExpr(int lowestPrecedence)
    {
        Enter();
        LogQLExpr left = ParsePrimary();
        while (BinaryOperators.Find(Peek().Kind) is { } op && op.Precedence() >= lowestPrecedence)
        {
            Take();
            bool returnBool = Accept(TokenKind.Bool);
            VectorMatching matching = ParseMatching();
            LogQLExpr right = ParseExpr(op == BinaryOperator.Power ? op.Precedence() : op.Precedence() + 1);
            left = Combine(op, left, right, returnBool, matching);
        }

        _depth--;
        return left;
    }

    private LogQLExpr ParsePrimary()
    {
        switch (Peek().Kind)
        {
            case TokenKind.LeftBrace:
                return ParseLog();
            case TokenKind.LeftParen:
                Take();
                LogQLExpr inner = ParseExpr(BinaryOperators.LowestPrecedence);
                Expect(TokenKind.RightParen, told: false);
                return inner;
            case TokenKind.RangeFunction:
                return ParseRangeAggregation();
            case TokenKind.VectorFunction:
                return ParseVectorAggregation();
            case TokenKind.LabelReplace:
                return ParseLabelReplace();
            case TokenKind.Vector:
                return ParseVector();
            case TokenKind.Number or TokenKind.Add or TokenKind.Subtract:
                return ParseLiteral();
            default:
                throw Unexpected();
        }
    }

    private NumberLiteral ParseLiteral()
    {
        bool negative = Peek().Kind == TokenKind.Subtract;
        if (Peek().Kind is TokenKind.Add or TokenKind.Subtract)
        {
            Take();
        }

        string text = Expect(TokenKind.Number).Text;
        bool valid = GoNumber.TryParseFloat(text, out double value);
        return new NumberLiteral(negative ? -value : value) { Fault = valid ? null : $"unable to parse literal as a float: {ExplainFloat(text)}" };
    }

    private VectorLiteral ParseVector()
    {
        Take();
        Expect(TokenKind.LeftParen);
        string text = Expect(TokenKind.Number).Text;
        Expect(TokenKind.RightParen);
        bool valid = GoNumber.TryParseFloat(text, out double value);
        return new VectorLiteral(value) { Fault = valid ? null : $"unable to parse vectorExpr as a float: {ExplainFloat(text)}" };
    }

    private LabelReplace ParseLabelReplace()
    {
        Take();
        Expect(TokenKind.LeftParen);
        MetricExpr operand = ParseMetric();
        Expect(TokenKind.Comma, told: false);
        string[] texts = new string[4];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = Expect(TokenKind.String).Text;
            Expect(i < texts.Length - 1 ? TokenKind.Comma : TokenKind.RightParen);
        }

        return new LabelReplace(operand, texts[0], texts[1], texts[2], texts[3]) { Fault = FaultOfRegex(texts[3]) is { } fault ? $"invalid regex in label_replace: {fault}" : null };
    }

    private VectorAggregation ParseVectorAggregation()
    {
        OperationNames.TryVector(Take().Text, out VectorOperation operation);
        Grouping? grouping = ParseGrouping();
        if (Peek().Kind != TokenKind.LeftParen)
        {
            throw grouping is null ? Unexpected(TokenKind.LeftParen, TokenKind.By, TokenKind.Without) : Unexpected(TokenKind.LeftParen);
        }

        Take();
        string? parameter = null;
        if (Peek().Kind == TokenKind.Number && PeekAfter().Kind == TokenKind.Comma)
        {
            parameter = Take().Text;
            Take();
        }

        MetricExpr operand = ParseMetric();
        Expect(TokenKind.RightParen, told: false);
        grouping ??= ParseGrouping();
        string? fault = CheckParameter(operation, parameter, grouping, out int count);
        return new VectorAggregation(operation, count, operand, grouping) { Fault = fault };
    }

    private static string? CheckParameter(VectorOperation operation, string? parameter, Grouping? grouping, out int count)
    {
        count = 0;
        if (operation is not (VectorOperation.TopK or VectorOperation.BottomK or VectorOperation.ApproxTopK))
        {
            return parameter is null ? null : $"unsupported parameter for operation {operation.Name()}({parameter},";
        }

        return parameter is null ? $"parameter required for operation {operation.Name()}"
            : !int.TryParse(parameter, NumberStyles.None, CultureInfo.InvariantCulture, out count) ? $"invalid parameter {operation.Name()}({parameter},"
            : count == 0 ? $"invalid parameter (must be greater than 0) {operation.Name()}({parameter}"
            : operation == VectorOperation.ApproxTopK && grouping is not null ? $"grouping not allowed for {operation.Name()} aggregation"
            : null;
    }

    // A metric expression where a log expression would be an error at the token behind it.
    private MetricExpr ParseMetric() => ParseExpr(BinaryOperators.LowestPrecedence) as MetricExpr ?? throw Unexpected();

    private Grouping? ParseGrouping()
    {
        if (Peek().Kind is not (TokenKind.By or TokenKind.Without))
        {
            return null;
        }

        bool without = Take().Kind == TokenKind.Without;
        return new Grouping(without, ParseLabelList());
    }

    private ImmutableArray<string> ParseLabelList()
    {
        Expect(TokenKind.LeftParen);
        if (Accept(TokenKind.RightParen))
        {
            return [];
        }

        if (Peek().Kind != TokenKind.Identifier)
        {
            throw Unexpected(TokenKind.Identifier, TokenKind.RightParen);
        }

        ImmutableArray<string>.Builder labels = ImmutableArray.CreateBuilder<string>();
        do
        {
            labels.Add(Expect(TokenKind.Identifier).Text);
        }
        while (Accept(TokenKind.Comma));
        return Accept(TokenKind.RightParen) ? labels.ToImmutable() : throw Unexpected(TokenKind.Comma, TokenKind.RightParen);
    }

    private VectorMatching ParseMatching()
    {
        if (Peek().Kind is not (TokenKind.On or TokenKind.Ignoring))
        {
            return VectorMatching.Plain;
        }

        bool on = Take().Kind == TokenKind.On;
        var matching = new VectorMatching(MatchCardinality.OneToOne, on, ParseLabelList(), default);
        if (Peek().Kind is not (TokenKind.GroupLeft or TokenKind.GroupRight))
        {
            return matching;
        }

        MatchCardinality cardinality = Take().Kind == TokenKind.GroupLeft ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany;
        return matching with { Cardinality = cardinality, Include = Peek().Kind == TokenKind.LeftParen ? ParseLabelList() : default };
    }

    private static MetricExpr Combine(BinaryOperator op, LogQLExpr left, LogQLExpr right, bool returnBool, VectorMatching matching)
    {
        if (left is not MetricExpr one || right is not MetricExpr other)
        {
            (string side, LogQLExpr log) = left is LogExpr ? ("left", left) : ("right", right);
            string type = ((LogExpr)log).Stages.IsEmpty ? "MatchersExpr" : "PipelineExpr";
            return Faulty($"unexpected type for {side} leg of binary operation ({op.Symbol()}): *syntax.{type}");
        }

        var leftNumber = one as NumberLiteral;
        var rightNumber = other as NumberLiteral;
        if ((leftNumber?.Fault ?? rightNumber?.Fault) is { } fault)
        {
            return Faulty(fault);
        }

        if (op.IsSet() && (leftNumber ?? rightNumber) is { } number)
        {
            string side = leftNumber is not null ? "left" : "right";
            return Faulty($"unexpected literal for {side} leg of logical/set binary operation ({op.Symbol()}): {number.Value.ToString("F6", CultureInfo.InvariantCulture)}");
        }

        return leftNumber is not null && rightNumber is not null
            ? new NumberLiteral(BinaryArithmetic.Evaluate(op, leftNumber.Value, rightNumber.Value))
            : new BinaryExpr(op, one, other, returnBool, matching);

        static NumberLiteral Faulty(string reason) => new(0) { Fault = reason };
    }

    private static string? FaultOfRegex(string pattern)
    {
        try
        {
            RegexPattern.Compile(pattern);
            return null;
        }
        catch (RegexSyntaxException error)
        {
            return error.Message;
        }
    }

    private static string ExplainFloat(string text) => GoNumber.ExplainFloat(Encoding.UTF8.GetBytes(text));

    private Token Peek() => _next ??= _lexer.Next();

    private Token PeekAfter()
    {
        Peek();
        return _afterNext ??= _lexer.Next();
    }

    private Token Take()
    {
        Token token = Peek();
        (_next, _afterNext) = (_afterNext, null);
        return token;
    }

    private bool Accept(TokenKind kind)
    {
        bool accepted = Peek().Kind == kind;
        if (accepted)
        {
            Take();
        }

        return accepted;
    }

    private Token Expect(TokenKind kind, bool told = true) => Peek().Kind == kind ? Take() : throw (told ? Unexpected(kind) : Unexpected());

    private LogQLSyntaxException Unexpected(params ReadOnlySpan<TokenKind> expected)
    {
        Token token = Peek();
        string reason = $"syntax error: unexpected {token.Name}";
        for (int i = 0; i < expected.Length; i++)
        {
            reason += (i == 0 ? ", expecting " : " or ") + expected[i].Name();
        }

        return new LogQLSyntaxException(reason, token.Line, token.Column);
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new LogQLSyntaxException("expression nests too deeply");
        }
    }
}
