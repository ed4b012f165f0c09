namespace Orleans.Obs.Query.Common.Matching;

/// <summary>What is known about the comparisons of matchers.</summary>
public static class MatchOperators
{
    /// <summary>The operator as queries write it.</summary>
    public static string Symbol(this MatchOperator op) => op switch
    {
        MatchOperator.Equal => "=",
        MatchOperator.NotEqual => "!=",
        MatchOperator.Regex => "=~",
        MatchOperator.NotRegex => "!~",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, null),
    };
}
