using System.Text.Json;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>
/// Writes a query's tree as the endpoint <c>/api/v1/parse_query</c> answers it, the keys of an object in alphabetical order. Durations are milliseconds. What only experimental syntax can say (<c>anchored</c>,
/// <c>smoothed</c>, <c>fillValues</c>, <c>rangeExpr</c>, <c>offsetExpr</c>, <c>stepExpr</c>) is left out where the query does not say it.
/// </summary>
public static class PromQLJsonWriter
{
    /// <summary>Writes one node with all below it.</summary>
    public static void Write(Utf8JsonWriter json, Expr expr)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        switch (expr)
        {
            case AggregateExpr aggregate:
                WriteNode(json, "expr", aggregate.Operand);
                WriteTexts(json, "grouping", aggregate.Grouping);
                json.WriteString("op", AggregateOperators.NameOf(aggregate.Operator));
                WriteNode(json, "param", aggregate.Parameter);
                json.WriteString("type", "aggregation");
                json.WriteBoolean("without", aggregate.Without);
                break;
            case BinaryExpr binary:
                json.WriteBoolean("bool", binary.ReturnBool);
                WriteNode(json, "lhs", binary.Left);
                WriteMatching(json, binary.Matching);
                json.WriteString("op", binary.Operator.Symbol());
                WriteNode(json, "rhs", binary.Right);
                json.WriteString("type", "binaryExpr");
                break;
            case Call call:
                json.WriteStartArray("args");
                foreach (Expr argument in call.Arguments)
                {
                    Write(json, argument);
                }

                json.WriteEndArray();
                WriteFunction(json, call.Function);
                json.WriteString("type", "call");
                break;
            case MatrixSelector matrix:
                WriteSelector(json, matrix.Selector, matrix.Range);
                json.WriteString("type", "matrixSelector");
                break;
            case SubqueryExpr subquery:
                WriteNode(json, "expr", subquery.Inner);
                WriteDuration(json, "offset", subquery.Offset);
                WriteDuration(json, "range", subquery.Range);
                WriteStartOrEnd(json, subquery.At);
                WriteDuration(json, "step", subquery.Step ?? Duration.Zero);
                WriteTimestamp(json, subquery.At);
                json.WriteString("type", "subquery");
                break;
            case NumberLiteral number:
                json.WriteString("type", "numberLiteral");
                json.WriteString("val", PrometheusFloat.FormatFixed(number.Value));
                break;
            case StringLiteral literal:
                json.WriteString("type", "stringLiteral");
                json.WriteString("val", GoLiteral.ToUnicode(literal.Value));
                break;
            case ParenExpr paren:
                WriteNode(json, "expr", paren.Inner);
                json.WriteString("type", "parenExpr");
                break;
            case UnaryExpr unary:
                WriteNode(json, "expr", unary.Operand);
                json.WriteString("op", unary.Negate ? "-" : "+");
                json.WriteString("type", "unaryExpr");
                break;
            case VectorSelector selector:
                WriteSelector(json, selector, null);
                json.WriteString("type", "vectorSelector");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(expr), expr, null);
        }

        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, string name, Expr? expr)
    {
        json.WritePropertyName(name);
        if (expr is null)
        {
            json.WriteNullValue();
        }
        else
        {
            Write(json, expr);
        }
    }

    private static void WriteFunction(Utf8JsonWriter json, FunctionSignature function)
    {
        json.WriteStartObject("func");
        WriteTexts(json, "argTypes", function.Parameters.Select(NameOf));
        json.WriteString("name", function.Name);
        json.WriteString("returnType", NameOf(function.Returns));
        json.WriteNumber("variadic", function.Variadic);
        json.WriteEndObject();
    }

    private static void WriteMatching(Utf8JsonWriter json, VectorMatching? matching)
    {
        if (matching is null)
        {
            json.WriteNull("matching");
            return;
        }

        json.WriteStartObject("matching");
        json.WriteString("card", matching.Cardinality switch
        {
            MatchCardinality.OneToOne => "one-to-one",
            MatchCardinality.ManyToOne => "many-to-one",
            MatchCardinality.OneToMany => "one-to-many",
            _ => "many-to-many",
        });
        if (matching.FillLeft is not null || matching.FillRight is not null)
        {
            json.WriteStartObject("fillValues");
            WriteFill(json, "lhs", matching.FillLeft);
            WriteFill(json, "rhs", matching.FillRight);
            json.WriteEndObject();
        }

        WriteTexts(json, "include", matching.Include);
        WriteTexts(json, "labels", matching.Labels);
        json.WriteBoolean("on", matching.On);
        json.WriteEndObject();
    }

    private static void WriteFill(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else if (value is { } notFinite)
        {
            // JSON has no number for it.
            json.WriteString(name, PrometheusFloat.FormatFixed(notFinite));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteSelector(Utf8JsonWriter json, VectorSelector selector, Duration? range)
    {
        bool extended = selector.Anchored || selector.Smoothed;
        if (extended)
        {
            json.WriteBoolean("anchored", selector.Anchored);
        }

        json.WriteStartArray("matchers");
        foreach (LabelMatcher matcher in selector.Matchers)
        {
            json.WriteStartObject();
            json.WriteString("name", GoLiteral.ToUnicode(matcher.Name));
            json.WriteString("type", matcher.Operator.Symbol());
            json.WriteString("value", GoLiteral.ToUnicode(matcher.Value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("name", selector.Name);
        WriteDuration(json, "offset", selector.Offset);
        if (range is { } length)
        {
            WriteDuration(json, "range", length);
        }

        if (extended)
        {
            json.WriteBoolean("smoothed", selector.Smoothed);
        }

        WriteStartOrEnd(json, selector.At);
        WriteTimestamp(json, selector.At);
    }

    private static void WriteStartOrEnd(Utf8JsonWriter json, AtModifier? at) => json.WriteString("startOrEnd", at?.Kind switch
    {
        AtKind.Start => "start",
        AtKind.End => "end",
        _ => null,
    });

    private static void WriteTimestamp(Utf8JsonWriter json, AtModifier? at)
    {
        if (at is { Kind: AtKind.Timestamp })
        {
            json.WriteNumber("timestamp", at.Timestamp);
        }
        else
        {
            json.WriteNull("timestamp");
        }
    }

    private static void WriteDuration(Utf8JsonWriter json, string name, Duration duration)
    {
        json.WriteNumber(name, duration.Milliseconds);
        if (duration.Expression is { } expr)
        {
            json.WritePropertyName(name + "Expr");
            WriteDurationExpr(json, expr, wrapped: false);
        }
    }

    // Prometheus keeps parentheses as a mark on the operation inside them, and around a bare number as a marked plus sign.
    private static void WriteDurationExpr(Utf8JsonWriter json, Expr? expr, bool wrapped)
    {
        switch (expr)
        {
            case null:
                json.WriteNullValue();
                break;
            case NumberLiteral number:
                json.WriteStartObject();
                json.WriteBoolean("duration", number.IsDuration);
                json.WriteString("type", "numberLiteral");
                json.WriteString("val", PrometheusFloat.FormatFixed(number.Value));
                json.WriteEndObject();
                break;
            case ParenExpr { Inner: NumberLiteral number }:
                WriteOperation(json, "+", null, number, wrapped: true);
                break;
            case ParenExpr paren:
                WriteDurationExpr(json, paren.Inner, wrapped: true);
                break;
            case UnaryExpr unary:
                WriteOperation(json, unary.Negate ? "-" : "+", null, unary.Operand, wrapped);
                break;
            case BinaryExpr binary:
                WriteOperation(json, binary.Operator.Symbol(), binary.Left, binary.Right, wrapped);
                break;
            case DurationCall call:
                WriteOperation(json, call.Function, call.Arguments.FirstOrDefault(), call.Arguments.LastOrDefault(), wrapped);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(expr), expr, null);
        }
    }

    private static void WriteOperation(Utf8JsonWriter json, string op, Expr? left, Expr? right, bool wrapped)
    {
        json.WriteStartObject();
        json.WritePropertyName("lhs");
        WriteDurationExpr(json, left, wrapped: false);
        json.WriteString("op", op);
        json.WritePropertyName("rhs");
        WriteDurationExpr(json, right, wrapped: false);
        json.WriteString("type", "durationExpr");
        json.WriteBoolean("wrapped", wrapped);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string NameOf(PromQLType type) => type switch
    {
        PromQLType.Scalar => "scalar",
        PromQLType.Vector => "vector",
        PromQLType.Matrix => "matrix",
        _ => "string",
    };
}
