using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Syntax;

internal sealed partial class ExprParser
{
    private LogExpr ParseLog() => new(ParseSelector(), ParseStages(inRange: false));

    private ImmutableArray<LabelMatcher> ParseSelector()
    {
        Expect(TokenKind.LeftBrace);
        if (Accept(TokenKind.RightBrace))
        {
            return [];
        }

        if (Peek().Kind != TokenKind.Identifier)
        {
            throw Unexpected(TokenKind.Identifier, TokenKind.RightBrace);
        }

        ImmutableArray<LabelMatcher>.Builder matchers = ImmutableArray.CreateBuilder<LabelMatcher>();
        do
        {
            string name = Expect(TokenKind.Identifier).Text;
            MatchOperator op = MatchOperatorOf(Peek().Kind) ?? throw Unexpected(TokenKind.Assign, TokenKind.EqualRegex, TokenKind.NotRegex, TokenKind.NotEqual);
            Take();
            matchers.Add(Matcher(name, op, Expect(TokenKind.String).Text));
        }
        while (Accept(TokenKind.Comma));
        return Accept(TokenKind.RightBrace) ? matchers.ToImmutable() : throw Unexpected(TokenKind.RightBrace, TokenKind.Comma);
    }

    private static MatchOperator? MatchOperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.Assign => MatchOperator.Equal,
        TokenKind.NotEqual => MatchOperator.NotEqual,
        TokenKind.EqualRegex => MatchOperator.Regex,
        TokenKind.NotRegex => MatchOperator.NotRegex,
        _ => null,
    };

    private static LabelMatcher Matcher(string name, MatchOperator op, string value) =>
        op is MatchOperator.Regex or MatchOperator.NotRegex && FaultOfRegex(value) is { } fault ? throw new LogQLSyntaxException(fault) : new LabelMatcher(op, name, value);

    private ImmutableArray<Stage> ParseStages(bool inRange)
    {
        ImmutableArray<Stage>.Builder stages = ImmutableArray.CreateBuilder<Stage>();
        while (true)
        {
            if (LineFilterOperatorOf(Peek().Kind) is not null)
            {
                stages.Add(ParseLineFilters());
            }
            else if (Peek().Kind == TokenKind.Pipe && !(inRange && PeekAfter().Kind == TokenKind.Unwrap))
            {
                Take();
                stages.Add(ParseStage());
            }
            else
            {
                return stages.ToImmutable();
            }
        }
    }

    private static LineFilterOperator? LineFilterOperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.PipeExact => LineFilterOperator.Contains,
        TokenKind.NotEqual => LineFilterOperator.NotContains,
        TokenKind.PipeMatch => LineFilterOperator.Regex,
        TokenKind.NotRegex => LineFilterOperator.NotRegex,
        TokenKind.PipePattern => LineFilterOperator.Pattern,
        TokenKind.NotPattern => LineFilterOperator.NotPattern,
        _ => null,
    };

    private LineFilterStage ParseLineFilters()
    {
        ImmutableArray<LineFilter>.Builder filters = ImmutableArray.CreateBuilder<LineFilter>();
        while (LineFilterOperatorOf(Peek().Kind) is { } op)
        {
            Take();
            ImmutableArray<LineFilterTerm>.Builder terms = ImmutableArray.CreateBuilder<LineFilterTerm>();
            do
            {
                terms.Add(ParseTerm());
            }
            while (Accept(TokenKind.Or));
            if (op.IsNegative())
            {
                // Neither is one not and the other not.
                filters.AddRange(terms.Select(term => new LineFilter(op, [term])));
            }
            else
            {
                filters.Add(new LineFilter(op, terms.ToImmutable()));
            }
        }

        return new LineFilterStage(filters.ToImmutable());
    }

    private LineFilterTerm ParseTerm()
    {
        switch (Peek().Kind)
        {
            case TokenKind.String:
                return new LineFilterTerm(Take().Text, IsAddress: false);
            case TokenKind.Ip:
                return new LineFilterTerm(ParseAddress(), IsAddress: true);
            default:
                throw Unexpected(TokenKind.String, TokenKind.Ip);
        }
    }

    private string ParseAddress()
    {
        Take();
        Expect(TokenKind.LeftParen);
        string pattern = Expect(TokenKind.String).Text;
        Expect(TokenKind.RightParen);
        return pattern;
    }

    private Stage ParseStage()
    {
        switch (Peek().Kind)
        {
            case TokenKind.Json:
                Take();
                return new JsonStage(ParseExtractions());
            case TokenKind.Logfmt:
                Take();
                return ParseLogfmt();
            case TokenKind.Regexp:
                Take();
                string expression = Expect(TokenKind.String).Text;
                return RegexpParser.FaultOf(expression) is { } regexFault ? throw new LogQLSyntaxException($"invalid regexp parser: {regexFault}") : new RegexpStage(expression);
            case TokenKind.Pattern:
                Take();
                string pattern = Expect(TokenKind.String).Text;
                return PatternExpression.FaultOfParser(pattern) is { } patternFault ? throw new LogQLSyntaxException($"invalid pattern parser: {patternFault}") : new PatternStage(pattern);
            case TokenKind.Unpack:
                Take();
                return new UnpackStage();
            case TokenKind.LineFormat:
                Take();
                return new LineFormatStage(Expect(TokenKind.String).Text);
            case TokenKind.LabelFormat:
                Take();
                return new LabelFormatStage(ParseList(ParseAssignment));
            case TokenKind.Decolorize:
                Take();
                return new DecolorizeStage();
            case TokenKind.Drop:
                Take();
                return new DropStage(ParseList(ParseChoice));
            case TokenKind.Keep:
                Take();
                return new KeepStage(ParseList(ParseChoice));
            case TokenKind.Identifier when Peek().Text == "distinct" && PeekAfter().Kind == TokenKind.Identifier:
                Take();
                return new DistinctStage(ParseList(() => Expect(TokenKind.Identifier).Text));
            case TokenKind.Identifier or TokenKind.LeftParen:
                return new LabelFilterStage(ParseLabelFilter(pending: null));
            default:
                throw Unexpected();
        }
    }

    private LogfmtStage ParseLogfmt()
    {
        bool strict = false, keepEmpty = false;
        while (Peek().Kind == TokenKind.FunctionFlag)
        {
            bool isStrict = Take().Text == "--strict";
            (strict, keepEmpty) = (strict || isStrict, keepEmpty || !isStrict);
        }

        return new LogfmtStage(strict, keepEmpty, ParseExtractions());
    }

    private ImmutableArray<LabelExtraction> ParseExtractions() => Peek().Kind != TokenKind.Identifier ? [] : ParseList(() =>
    {
        string label = Expect(TokenKind.Identifier).Text;
        return new LabelExtraction(label, Accept(TokenKind.Assign) ? Expect(TokenKind.String).Text : label);
    });

    private LabelAssignment ParseAssignment()
    {
        string label = Expect(TokenKind.Identifier).Text;
        Expect(TokenKind.Assign);
        return Peek().Kind is TokenKind.Identifier or TokenKind.String
            ? new LabelAssignment(label, Peek().Text, IsRename: Take().Kind == TokenKind.Identifier)
            : throw Unexpected(TokenKind.Identifier, TokenKind.String);
    }

    private LabelChoice ParseChoice()
    {
        string label = Expect(TokenKind.Identifier).Text;
        if (MatchOperatorOf(Peek().Kind) is not { } op)
        {
            return new LabelChoice(label, null);
        }

        Take();
        return new LabelChoice(label, Matcher(label, op, Expect(TokenKind.String).Text));
    }

    private ImmutableArray<T> ParseList<T>(Func<T> parse)
    {
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>();
        do
        {
            items.Add(parse());
        }
        while (Accept(TokenKind.Comma));
        return items.ToImmutable();
    }
}
