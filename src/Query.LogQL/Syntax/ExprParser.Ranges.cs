using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Syntax;

internal sealed partial class ExprParser
{
    private RangeAggregation ParseRangeAggregation()
    {
        OperationNames.TryRange(Take().Text, out RangeOperation operation);
        Expect(TokenKind.LeftParen);
        string? parameter = null;
        if (Peek().Kind == TokenKind.Number)
        {
            parameter = Take().Text;
            Expect(TokenKind.Comma);
        }

        if (Peek().Kind is not (TokenKind.LeftBrace or TokenKind.LeftParen))
        {
            throw parameter is null ? Unexpected(TokenKind.Number, TokenKind.LeftBrace, TokenKind.LeftParen) : Unexpected(TokenKind.LeftBrace, TokenKind.LeftParen);
        }

        LogRange range = ParseRange();
        Expect(TokenKind.RightParen);
        Grouping? grouping = ParseGrouping();
        string? fault = CheckParameter(operation, parameter, out double? value) ?? CheckRange(operation, range, grouping);
        return new RangeAggregation(operation, value, range, grouping) { Fault = fault };
    }

    private static string? CheckParameter(RangeOperation operation, string? parameter, out double? value)
    {
        value = null;
        if (operation != RangeOperation.QuantileOverTime)
        {
            return parameter is null ? null : $"parameter {parameter} not supported for operation {operation.Name()}";
        }

        if (parameter is null)
        {
            return $"parameter required for operation {operation.Name()}";
        }

        bool valid = GoNumber.TryParseFloat(parameter, out double quantile);
        value = quantile;
        return valid ? null : $"invalid parameter for operation {operation.Name()}: {ExplainFloat(parameter)}";
    }

    private static string? CheckRange(RangeOperation operation, LogRange range, Grouping? grouping)
    {
        bool ofLines = operation is RangeOperation.CountOverTime or RangeOperation.BytesOverTime or RangeOperation.BytesRate;
        bool ofBoth = operation is RangeOperation.Rate or RangeOperation.AbsentOverTime;
        bool groups = !ofLines && !ofBoth && operation is not (RangeOperation.SumOverTime or RangeOperation.RateCounter);
        return grouping is not null && !groups ? $"grouping not allowed for {operation.Name()} aggregation"
            : range.Unwrap is not null && ofLines ? $"invalid aggregation {operation.Name()} with unwrap"
            : range.Unwrap is null && !ofLines && !ofBoth ? $"invalid aggregation {operation.Name()} without unwrap"
            : null;
    }

    private LogRange ParseRange()
    {
        if (Peek().Kind != TokenKind.LeftParen)
        {
            RangeParts parts = ParseRangeParts();
            return parts.Interval is not null ? parts.ToRange()
                : throw (parts.Unwrap is null ? Unexpected() : Unexpected(TokenKind.Range, TokenKind.Pipe));
        }

        Enter();
        Take();
        RangeParts inner = Peek().Kind switch
        {
            TokenKind.LeftParen => RangeParts.Of(ParseRange()),
            TokenKind.LeftBrace => ParseRangeParts(),
            _ => throw Unexpected(TokenKind.LeftBrace, TokenKind.LeftParen),
        };
        _depth--;
        if (!Accept(TokenKind.RightParen))
        {
            throw inner.Interval is not null ? Unexpected(TokenKind.RightParen)
                : inner.Unwrap is not null ? Unexpected(TokenKind.Range, TokenKind.RightParen, TokenKind.Pipe)
                : Unexpected();
        }

        if (inner.Interval is not null)
        {
            return inner.ToRange();
        }

        inner = inner with { Interval = Expect(TokenKind.Range).Duration, Offset = ParseOffset() };
        return (inner.Stages.IsEmpty && inner.Unwrap is null ? inner with { Unwrap = ParseUnwrap() } : inner).ToRange();
    }

    // A selector with its range in one of two places, or (inside of parentheses) without.
    private RangeParts ParseRangeParts()
    {
        var parts = new RangeParts(ParseSelector(), [], null, null, 0);
        if (Peek().Kind == TokenKind.Range)
        {
            parts = parts with { Interval = Take().Duration, Offset = ParseOffset() };
            return parts with { Stages = ParseStages(inRange: true), Unwrap = ParseUnwrap() };
        }

        parts = parts with { Stages = ParseStages(inRange: true), Unwrap = ParseUnwrap() };
        return Peek().Kind == TokenKind.Range ? parts with { Interval = Take().Duration, Offset = ParseOffset() } : parts;
    }

    private long ParseOffset() => Accept(TokenKind.Offset) ? Expect(TokenKind.Duration).Duration : 0;

    private Unwrap? ParseUnwrap()
    {
        if (Peek().Kind != TokenKind.Pipe || PeekAfter().Kind != TokenKind.Unwrap)
        {
            return null;
        }

        Take();
        Take();
        UnwrapConversion? conversion = Peek().Kind switch
        {
            TokenKind.Identifier => UnwrapConversion.Number,
            TokenKind.BytesConversion => UnwrapConversion.Bytes,
            TokenKind.DurationConversion => UnwrapConversion.Duration,
            TokenKind.DurationSecondsConversion => UnwrapConversion.DurationSeconds,
            _ => throw Unexpected(TokenKind.Identifier, TokenKind.BytesConversion, TokenKind.DurationConversion, TokenKind.DurationSecondsConversion),
        };
        string label;
        if (conversion == UnwrapConversion.Number)
        {
            label = Take().Text;
        }
        else
        {
            Take();
            Expect(TokenKind.LeftParen);
            label = Expect(TokenKind.Identifier).Text;
            Expect(TokenKind.RightParen);
        }

        ImmutableArray<LabelFilter>.Builder filters = ImmutableArray.CreateBuilder<LabelFilter>();
        while (Accept(TokenKind.Pipe))
        {
            filters.Add(ParseLabelFilter(pending: null));
        }

        return new Unwrap(label, conversion.Value, filters.ToImmutable());
    }

    private readonly record struct RangeParts(ImmutableArray<LabelMatcher> Matchers, ImmutableArray<Stage> Stages, Unwrap? Unwrap, long? Interval, long Offset)
    {
        public static RangeParts Of(LogRange range) => new(range.Log.Matchers, range.Log.Stages, range.Unwrap, range.Interval, range.Offset);

        public LogRange ToRange() => new(new LogExpr(Matchers, Stages), Interval ?? 0, Offset, Unwrap);
    }
}
