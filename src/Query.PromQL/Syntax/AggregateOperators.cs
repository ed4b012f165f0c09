namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>What the parser, the checker and the printer know about aggregations.</summary>
internal static class AggregateOperators
{
    public static AggregateOperator Of(TokenKind kind) => kind switch
    {
        TokenKind.Sum => AggregateOperator.Sum,
        TokenKind.Avg => AggregateOperator.Avg,
        TokenKind.Count => AggregateOperator.Count,
        TokenKind.Min => AggregateOperator.Min,
        TokenKind.Max => AggregateOperator.Max,
        TokenKind.Group => AggregateOperator.Group,
        TokenKind.Stddev => AggregateOperator.Stddev,
        TokenKind.Stdvar => AggregateOperator.Stdvar,
        TokenKind.TopK => AggregateOperator.TopK,
        TokenKind.BottomK => AggregateOperator.BottomK,
        TokenKind.CountValues => AggregateOperator.CountValues,
        TokenKind.Quantile => AggregateOperator.Quantile,
        TokenKind.LimitK => AggregateOperator.LimitK,
        TokenKind.LimitRatio => AggregateOperator.LimitRatio,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static bool TakesParameter(AggregateOperator op) => op >= AggregateOperator.TopK;

    public static bool IsExperimental(AggregateOperator op) => op is AggregateOperator.LimitK or AggregateOperator.LimitRatio;

    public static string NameOf(AggregateOperator op) => op switch
    {
        AggregateOperator.Sum => "sum",
        AggregateOperator.Avg => "avg",
        AggregateOperator.Count => "count",
        AggregateOperator.Min => "min",
        AggregateOperator.Max => "max",
        AggregateOperator.Group => "group",
        AggregateOperator.Stddev => "stddev",
        AggregateOperator.Stdvar => "stdvar",
        AggregateOperator.TopK => "topk",
        AggregateOperator.BottomK => "bottomk",
        AggregateOperator.CountValues => "count_values",
        AggregateOperator.Quantile => "quantile",
        AggregateOperator.LimitK => "limitk",
        AggregateOperator.LimitRatio => "limit_ratio",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, null),
    };
}
