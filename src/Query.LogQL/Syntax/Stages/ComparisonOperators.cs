namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>What is known about comparisons.</summary>
internal static class ComparisonOperators
{
    private static readonly string[] _symbols = ["==", "!=", ">", ">=", "<", "<="];

    public static string Symbol(this ComparisonOperator op) => _symbols[(int)op];

    /// <summary>Does an order hold? NaN holds for nothing but "not equal".</summary>
    public static bool Holds<T>(this ComparisonOperator op, T left, T right)
        where T : System.Numerics.IComparisonOperators<T, T, bool> => op switch
        {
            ComparisonOperator.Equal => left == right,
            ComparisonOperator.NotEqual => left != right,
            ComparisonOperator.Greater => left > right,
            ComparisonOperator.GreaterOrEqual => left >= right,
            ComparisonOperator.Less => left < right,
            _ => left <= right,
        };
}
